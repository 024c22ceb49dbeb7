"""What a text means: one table per kind of column, with the values that must not be believed."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from mesems_dash.store.model import CLOSED_FILES, OPEN_FILES, Column, Days, Kind
from mesems_dash.store.values import define_macros, describe_expected, is_fault, type_column, write_stages

INF = float("inf")
NULLS = (None, None, None, None, None)


@pytest.fixture(scope="module")
def read():
    """Type one text as a column: the typed values in order but for `doubt`, and whether it is a fault."""
    connection = duckdb.connect()
    define_macros(connection)

    def read_text(column: Column, text: str | None):
        columns = {name: sql for name, sql in type_column(column).items() if name != "doubt"}
        typed = ", ".join(f'{sql} as "{name}"' for name, sql in columns.items())
        row = connection.execute(
            f"""
            with read as (select as_text(?) as "{column.name}__text"),
            {write_stages([column])},
            typed as (select *, {typed} from texts)
            select {", ".join(f'"{name}"' for name in columns)}, coalesce({is_fault(column)}, false) from typed
            """,
            [text],
        ).fetchone()
        return row[:-1], row[-1]

    yield read_text
    connection.close()


@pytest.mark.parametrize(
    "blank", [None, "", " ", "\t", "NaN", "nan", "NA", "N/A", "n/a", ".", " . ", "-", " - ", "\u00a0"]
)
@pytest.mark.parametrize("kind", [Kind.FLAG, Kind.COUNT, Kind.SCORE, Kind.TEXT, Kind.ATC])
def test_a_blank_is_not_recorded_and_no_fault(read, kind, blank):
    assert read(Column("x", kind), blank) == ((None,), False)


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("2009", date(2009, 1, 1), date(2009, 12, 31)),
        ("2009-05", date(2009, 5, 1), date(2009, 5, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),  # a leap year
        ("2009-05-17", date(2009, 5, 17), date(2009, 5, 17)),
        (" 2009-05-17 ", date(2009, 5, 17), date(2009, 5, 17)),
    ],
)
def test_a_partial_date_is_the_interval_it_spans(read, text, lo, hi):
    assert read(Column("onset_on", Kind.DATE), text) == ((lo, hi), False)


@pytest.mark.parametrize(
    "text",
    [
        "2018-01-31T00:00:00",
        "2018-01-31 00:00",
        "2018-01-31 0:00",
        "2018-01-31T23:59:59.123456",
        "2018-01-31T23:59:59Z",
        "2018-01-31T23:59+02:00",
        "2018-01-31t23:59:59-0500",
        "2018-01-31T23",
        "2018-01-31 11:59:59 PM",
        "2018-01-31TUN:UN",
    ],
)
def test_a_time_behind_a_date_is_dropped(read, text):
    assert read(Column("onset_on", Kind.DATE), text) == ((date(2018, 1, 31), date(2018, 1, 31)), False)
    assert read(Column("screened_on", Kind.FULL_DATE), text)[0][0] == date(2018, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        *("2013-UN-UN", "2013-un-un", "2013-UNK-UNK", "2013-XX-XX", "2013-00-00", "2013-UN", "2013-00", "2013--"),
        *("2013-", "2013-UN-05", "2013-00-05", "2013---05", "2013--05"),  # a day without its month spans the year
    ],
)
def test_an_unknown_month_spans_the_year(read, text):
    assert read(Column("onset_on", Kind.DATE), text) == ((date(2013, 1, 1), date(2013, 12, 31)), False)


@pytest.mark.parametrize(
    "text", ["2013-05-UN", "2013-05-unk", "2013-05-00", "2013-05-XX", "2013-05-", "2013-05-NK", "2013-05--"]
)
def test_an_unknown_day_spans_the_month(read, text):
    assert read(Column("onset_on", Kind.DATE), text) == ((date(2013, 5, 1), date(2013, 5, 31)), False)


@pytest.mark.parametrize("text", ["2013-00-00", "2013-05-UN", "2013-02-30T00:00"])
def test_an_unknown_day_is_no_full_date(read, text):
    values, is_wrong = read(Column("screened_on", Kind.FULL_DATE), text)
    assert (values[0], is_wrong) == (None, True)


@pytest.mark.parametrize(
    ("table", "column", "text", "is_plausible"),
    [
        ("screenings", "screened_on", "2005-01-01", True),
        ("screenings", "screened_on", "2004-12-31", False),  # before the trial
        ("screenings", "screened_on", "2108-06-07", False),  # two digits swapped
        ("screenings", "consent_signed_on", "2004", False),
        ("screenings", "consent_signed_on", "2005", True),  # it may be right
        ("relapses", "onset_on", "1950", True),
        ("relapses", "onset_on", "1949-12", False),
        ("relapses", "onset_on", "1900-01-01", False),  # nought as a spreadsheet's date
        ("edss", "assessed_on", "2099-01-01", False),
        ("mri", "gel_count", "200", True),
        ("mri", "gel_count", "201", False),
        ("targets", "month", "2099-01", False),
        ("mri", "new_t2_count", "201", False),
        ("sites", "target_n", "10000", True),
        ("sites", "target_n", "10001", False),
        ("targets", "cumulative_n", "10000", True),
        ("targets", "cumulative_n", "10001", False),
        ("targets", "month", "2004-12", False),
        ("doses", "cells_viable", "1e5", True),
        ("doses", "cells_viable", "99999", False),
        ("doses", "cells_viable", "1e10", True),
        ("doses", "cells_viable", "1.01e10", False),
        ("doses", "weight_kg", "25", True),
        ("doses", "weight_kg", "24,9", False),
        ("doses", "weight_kg", "250", True),
        ("doses", "weight_kg", "251", False),
    ],
)
def test_a_value_outside_the_bounds_of_its_column_is_not_recorded(read, table, column, text, is_plausible):
    model = next(model for model in (*OPEN_FILES, *CLOSED_FILES) if model.table == table)
    values, is_wrong = read(model.column(column), text)
    assert (values[0] is not None, is_wrong) == (is_plausible, not is_plausible)


@pytest.mark.parametrize(
    "column",
    [column for model in OPEN_FILES for column in model.columns if isinstance(column.bounds, Days)],
    ids=lambda column: column.name,
)
def test_every_date_of_a_history_or_of_the_trial_has_its_first_and_last_day(read, column):
    days = column.bounds
    form = "%Y-%m" if column.kind is Kind.MONTH else "%Y-%m-%d"
    for day in (days.earliest, date.today().replace(day=1)):
        assert read(column, day.strftime(form))[1] is False
    for day in (days.earliest - timedelta(days=1), date(date.today().year + days.years_ahead + 1, 1, 1)):
        assert read(column, day.strftime(form))[1] is True


@pytest.mark.parametrize(
    "text",
    [
        "2015-02-30",
        "2015-13",
        "2009-5",
        "2009-5-1",
        "17.05.2009",
        "2009-05-17 noon",
        "2009 05",
        "20090517",
        "0015",
        "12015",
        "x",
    ],
)
def test_an_impossible_date_is_a_fault(read, text):
    assert read(Column("onset_on", Kind.DATE), text) == ((None, None), True)


@pytest.mark.parametrize(
    ("text", "day", "fault"),
    [("2014-02-01", date(2014, 2, 1), False), ("2014-02", None, True), ("2014", None, True), ("", None, False)],
)
def test_a_partial_date_where_a_full_one_is_asked_for_is_a_fault(read, text, day, fault):
    values, found = read(Column("planned_randomisation_on", Kind.FULL_DATE), text)
    assert (values[0], found) == (day, fault)


@pytest.mark.parametrize(
    ("text", "flag", "fault"),
    [
        ("Y", True, False),
        ("n", False, False),
        ("U", None, False),
        ("u", None, False),
        ("yes", None, True),
        ("1", None, True),
        ("true", None, True),
    ],
)
def test_a_flag_is_y_n_or_u(read, text, flag, fault):
    assert read(Column("x", Kind.FLAG), text) == ((flag,), fault)


@pytest.mark.parametrize(
    ("text", "score"),
    [("0", 0.0), ("1", 1.0), ("4.5", 4.5), ("4,5", 4.5), ("10", 10.0), ("6.0", 6.0), ("+3", 3.0)],
)
def test_a_score_in_half_steps_is_read(read, text, score):
    assert read(Column("score", Kind.SCORE), text) == ((score,), False)


@pytest.mark.parametrize("text", ["0.5", "5.25", "10.5", "-1", "inf", "1e999", "four", "4.5.", "1,000.0", "0x4", "4 5"])
def test_a_score_that_edss_does_not_have_is_a_fault(read, text):
    assert read(Column("score", Kind.SCORE), text) == ((None,), True)


@pytest.mark.parametrize(
    ("text", "count", "fault"),
    [
        ("0", 0, False),
        ("3", 3, False),
        ("3.0", 3, False),
        ("-1", None, True),
        ("2.5", None, True),
        ("1e12", None, True),
    ],
)
def test_a_count_is_a_whole_number_from_zero(read, text, count, fault):
    assert read(Column("gel_count", Kind.COUNT), text) == ((count,), fault)


@pytest.mark.parametrize(
    ("text", "number", "fault"),
    [("1", 1, False), ("01", 1, False), ("2.0", 2, False), ("0", None, True), ("3", None, True), ("A", None, True)],
)
def test_an_infusion_is_the_first_or_the_second(read, text, number, fault):
    assert read(Column("infusion_no", Kind.ORDINAL, ("1", "2")), text) == ((number,), fault)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("POS", ("POS", None, None, None, None)),
        ("neg", ("NEG", None, None, None, None)),
        ("ND", ("ND", None, None, None, None)),
        ("59.9", (None, 59.9, 59.9, False, False)),
        ("59,9", (None, 59.9, 59.9, False, False)),
        (">60", (None, 60.0, INF, True, True)),
        (">= 60", (None, 60.0, INF, False, True)),
        ("<4", (None, -INF, 4.0, True, True)),
        ("<=4", (None, -INF, 4.0, True, False)),
        ("0", (None, 0.0, 0.0, False, False)),
    ],
)
def test_a_result_is_a_word_or_the_interval_that_a_number_allows(read, text, values):
    assert read(Column("result", Kind.RESULT), text) == (values, False)


@pytest.mark.parametrize("text", ["positive", ">", "<0", "<-5", "60-90", "> x", "inf", ">1e999", "=5"])
def test_a_result_that_cannot_be_read_is_a_fault(read, text):
    assert read(Column("result", Kind.RESULT), text) == (NULLS, True)


@pytest.mark.parametrize(
    ("text", "codes", "fault"),
    [
        ("E7", ["E7"], False),
        ("e7|i1", ["I1", "E7"], False),  # protocol order
        ("E2|I1|E1", ["I1"], False),  # E1..E3 count as I1, and only once
        (" E10 | E9 ", ["E9", "E10"], False),
        ("DECLINED_CONSENT|E14", ["E14", "DECLINED_CONSENT"], False),
        ("E7|X9", ["E7"], True),  # the known ones stay
        ("E15", [], True),
        ("E7;E8", [], True),
        ("", [], False),
    ],
)
def test_reason_codes_are_kept_in_protocol_order(read, text, codes, fault):
    (found, as_written), is_wrong = read(Column("site_reasons", Kind.REASON_CODES), text)
    assert (found, as_written, is_wrong) == (codes, text.strip() or None, fault)


@pytest.mark.parametrize(
    ("text", "atc", "fault"),
    [("l03ab07", "L03AB07", False), ("L04", "L04", False), ("L03 AB 07", "L03AB07", False), ("L3", None, True)],
)
def test_an_atc_code_of_any_level_is_read(read, text, atc, fault):
    assert read(Column("atc", Kind.ATC), text) == ((atc,), fault)


def test_every_column_says_what_is_expected_of_it():
    wanted = [describe_expected(column) for model in OPEN_FILES for column in model.columns]
    assert all(wanted)
    assert describe_expected(Column("sex", Kind.CODE, ("F", "M"))) == "F or M"


@pytest.mark.parametrize(("text", "doubt"), [("POS", None), (None, None), (" ", None), ("n/a?", "UNREADABLE")])
@pytest.mark.parametrize("kind", [Kind.RESULT, Kind.SCORE])
def test_a_value_that_cannot_be_read_is_told_from_a_blank(kind, text, doubt):
    column = Column("value", kind)
    text = "4.0" if (text, kind) == ("POS", Kind.SCORE) else text
    with duckdb.connect() as connection:
        define_macros(connection)
        typed = ", ".join(f'{sql} as "{name}"' for name, sql in type_column(column).items())
        stages = write_stages([column])
        query = f'with read as (select as_text(?) as "value__text"), {stages}, typed as (select *, {typed} from texts)'
        assert connection.execute(f"{query} select doubt from typed", [text]).fetchone() == (doubt,)
