"""Every field of a selection, through each place that a filter has: whoever adds one and forgets a place is told which.

The places are the address, the sentence, the control that sets it, the SQL, the counts of options, `query --where` and
the marks of charts. `EXAMPLES` has one example per field, with what it keeps as a plain filter over the rows of a cut.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st

from mesems_dash.pages.failures import facets, linked_views
from mesems_dash.pages.failures import page as failures_page
from mesems_dash.pages.failures.sentences import describe_mark
from mesems_dash.pages.state import address, filters, keys, narrowing
from mesems_dash.pages.state.filter_catalogue import CONTROLS, FAILURES, PANEL, list_of_kind
from mesems_dash.queries import marks
from mesems_dash.queries.facets import count_facets, count_options
from mesems_dash.queries.screening_list import list_screenings
from mesems_dash.queries.selection import KEYS, MARKED, RECORDED_BITS, Range, Selection, narrow, parse_conditions
from mesems_dash.queries.shown import write_out
from mesems_dash.store.connection import open_cut
from mesems_dash.store.cuts import list_cuts
from mesems_dash.vocabulary import BITS, DISAGREEMENTS, KINDS, LEAF_BITS
from tests.examples import every
from tests.pages.arriving import arrive_at
from tests.pages.page_script import demo_stores, show_page

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = dict[str, Any]

FIELDS = [one.name for one in fields(Selection)]
FILTERS = (*PANEL, *FAILURES, *CONTROLS)
EVERYBODY = Selection()
COUNTING_PAGE = "funnel"
"""A page that has the filters of the panel alone, and takes the others from its address."""


# ---------------------------------------------------------------- a row of `judged`, in plain Python
def codes(mask, bits):
    return {code for code, bit in bits.items() if mask >> bit & 1}


def failing(row):
    return codes(row["fails"] | row["derived_fails"], BITS)


def wrote(row):
    return codes(row["recorded"], RECORDED_BITS) if row["site_decision"] == "INELIGIBLE" else set()


def places(listed):
    return {code: place for place, code in enumerate(listed)}


# ---------------------------------------------------------------- one example per field
@dataclass(frozen=True)
class Example:
    """A value of a field, its address, words of the sentence, the rows it keeps of those `judged_by` something.

    `beside` is what the value means nothing without; `keeps` looks at both.
    """

    value: Any
    address: dict[str, str]
    says: str
    keeps: Callable[[Row], bool]
    beside: Selection = EVERYBODY
    judged_by: str = "OWN"


EXAMPLES = {
    "sites": Example(("GEN",), {"site": "GEN"}, "Site: ", lambda row: row["site_id"] == "GEN"),
    "countries": Example(("ITA",), {"country": "ITA"}, "Country: Italy", lambda row: row["country"] == "ITA"),
    "subtypes": Example(
        ("SPMS",), {"subtype": "SPMS"}, "Subtype: Secondary progressive", lambda row: row["subtype"] == "SPMS"
    ),
    "sexes": Example(("F",), {"sex": "F"}, "Sex: Women", lambda row: row["sex"] == "F"),
    "screened_from": Example(
        date(2016, 1, 1),
        {"from": "2016-01-01"},
        "from 1 Jan 2016",
        lambda row: row["screened_on"] >= date(2016, 1, 1),
    ),
    "screened_to": Example(
        date(2016, 1, 1), {"to": "2016-01-01"}, "to 1 Jan 2016", lambda row: row["screened_on"] <= date(2016, 1, 1)
    ),
    "rule_set": Example(
        "published_2021", {"rules": "published_2021"}, "rule set Results", lambda _: True, judged_by="published_2021"
    ),
    "statuses": Example(
        ("unknown",), {"status": "unknown"}, "Status from data: undecided", lambda row: row["status"] == "unknown"
    ),
    "criteria": Example(("I2",), {"criterion": "I2"}, "Failing I2 Age", lambda row: "I2" in failing(row)),
    "match": Example(
        "only",
        {"criterion": "I2", "match": "only"},
        "Failing only I2 Age",
        lambda row: failing(row) == {"I2"},
        Selection(criteria=("I2",)),
    ),
    "reasons": Example(
        "recorded",
        {"criterion": "I2", "reasons": "recorded"},
        "Recorded: I2 Age",
        lambda row: "I2" in wrote(row),
        Selection(criteria=("I2",)),
    ),
    "leaves": Example(
        ("I1.RRMS.THERAPY",),
        {"leaf": "I1.RRMS.THERAPY"},
        "I1.RRMS.THERAPY",
        lambda row: "I1.RRMS.THERAPY" in codes(row["leaf_fails"], LEAF_BITS),
    ),
    "kinds": Example(
        ("permanent",),
        {"kind": "permanent"},
        "Kind of reason: permanent",
        lambda row: "permanent" in codes(row["kinds"], places(KINDS)),
    ),
    "decisions": Example(
        ("NOT_DECIDED",),
        {"decision": "NOT_DECIDED"},
        "decision: not decided",
        lambda row: row["site_decision"] not in ("ELIGIBLE", "INELIGIBLE"),
    ),
    "recorded": Example(("OTHER",), {"wrote": "OTHER"}, "by site: Other", lambda row: "OTHER" in wrote(row)),
    "disagreements": Example(
        ("CANNOT_DECIDE",),
        {"site-says": "CANNOT_DECIDE"},
        "record cannot confirm the site's decision",
        lambda row: "CANNOT_DECIDE" in codes(row["disagreements"], places(DISAGREEMENTS)),
    ),
    "failing": Example(
        Range(2, 3), {"failing": "2..3"}, "2 to 3 criteria", lambda row: 2 <= row["fails"].bit_count() <= 3
    ),
    "age": Example(
        Range(30, 40),
        {"age": "30..40"},
        "aged 30 to 40",
        lambda row: None not in (row["age_lo"], row["age_hi"]) and row["age_lo"] >= 30 and row["age_hi"] <= 40,
    ),
    "edss": Example(
        Range(None, 4.5),
        {"edss": "..4.5"},
        "EDSS at most 4.5",
        lambda row: row["edss_hi"] is not None and row["edss_hi"] <= 4.5,
    ),
    "duration": Example(
        Range(5),
        {"duration": "5.."},
        "ill for at least 5",
        lambda row: row["duration_lo"] is not None and row["duration_lo"] >= 60,
    ),
    "relapse": Example(
        Range(None, 6),
        {"relapse": "..6"},
        "latest relapse at most 6",
        lambda row: row["relapse_hi"] is not None and row["relapse_hi"] <= 6,
    ),
    "is_wide": Example(
        True,
        {"edss": "..4.5", "wide": "1"},
        "for whom this is uncertain",
        lambda row: row["edss_lo"] is None or row["edss_lo"] <= 4.5,
        Selection(edss=Range(None, 4.5)),
    ),
    "all_of": Example(
        ("I1", "I4"),
        {"mark": "pairs~pair~I1~I4"},
        "failing I1 Active disease despite treatment and I4 EDSS range",
        lambda row: failing(row) >= {"I1", "I4"},
    ),
    "none_of": Example(
        ("I1",),
        {"mark": "attrition~attrition~I4~protocol~I1"},
        "and none of I1",
        lambda row: "I4" in failing(row) and "I1" not in failing(row),
        Selection(all_of=("I4",)),
    ),
    "nothing_but": Example(
        ("I4",),
        {"mark": "combinations~combination~I4~exactly"},
        "failing exactly I4 EDSS range",
        lambda row: failing(row) == {"I4"},
        Selection(all_of=("I4",)),
    ),
    "undecided": Example(
        ("E4",),
        {"mark": "reasons~E4~ALL~unknown"},
        "undecided on E4 Infection",
        lambda row: "E4" in codes(row["unknown"], BITS),
    ),
    "is_nobody": Example(
        True, {"site": "NOWHERE"}, "A filter that matches nobody in this data cut", lambda _: False
    ),
}  # fmt: skip
MARKS = {
    "bar": "reasons~I4~RRMS~first",
    "attrition": "attrition~attrition~I4~protocol~I1",
    "combination": "combinations~combination~I4~exactly",
    "pair": "pairs~pair~I1~I4",
    "time": "time~time~2016-01-01~2016-03-31~ineligible",
    "site": "site~site~GEN~all",
    "status": "attrition~status~unknown",
}


def select(field):
    example = EXAMPLES[field]
    return replace(example.beside, **{field: example.value})


@pytest.fixture(scope="module")
def cut():
    cut = open_cut(list_cuts(demo_stores().open)[0].path)
    yield cut
    cut.close()


@pytest.fixture(scope="module")
def rows(cut):
    cursor = cut.cursor().execute("select * from judged")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def answer(cut):
    """The screenings that a selection lists, each with the rule set that judged it."""

    @cache
    def read(selection):
        frame = list_screenings(cut, selection)
        return sorted(zip(frame["screening_key"].tolist(), frame["ruleset"], strict=True))

    return read


@pytest.fixture
def arrive(cut, monkeypatch):
    return lambda state, page: arrive_at(monkeypatch, cut, state, page)


# ---------------------------------------------------------------- nothing is left out
def test_every_field_is_declared_somewhere():
    declared = [*(one.field for one in FILTERS), *MARKED, "is_nobody"]
    assert sorted(declared) == sorted(FIELDS), "filter_catalogue.py, or MARKED in selection.py"
    assert sorted(EXAMPLES) == sorted(FIELDS), "EXAMPLES of this test"


@pytest.mark.parametrize("one", FILTERS, ids=lambda one: one.field)
def test_every_filter_has_its_address_in_an_example(one):
    assert one.key in EXAMPLES[one.field].address


# ---------------------------------------------------------------- address and sentence
@pytest.mark.parametrize("page", every(2, [keys.NARROWED_PAGE, COUNTING_PAGE]))
@pytest.mark.parametrize("field", EXAMPLES)
def test_the_address_brings_every_field_back_and_keeps_it(arrive, field, page):
    selection, _ = arrive(EXAMPLES[field].address, page)
    assert getattr(selection, field) == EXAMPLES[field].value, f"{field} is not read from the address"
    if page == keys.NARROWED_PAGE:
        narrowing.write_address()
    written = {key: values[0] for key, values in address.read_all().items()}
    assert written == EXAMPLES[field].address, f"{field} is not written into the address"


@pytest.mark.parametrize("field", EXAMPLES)
def test_reset_takes_every_filter_back(arrive, field):
    arrive(EXAMPLES[field].address, keys.NARROWED_PAGE)
    filters._reset([*keys.FILTERS, *keys.NARROWING, *keys.NO_DATES.values()])
    left = {key: value for key, value in st.session_state.items() if key in EXAMPLES[field].address and value}
    kept = {keys.RULE_SET: "own"} if field == "rule_set" else {}
    assert {key: value for key, value in left.items() if key != keys.FAILURES_REASONS} == kept


@pytest.mark.parametrize("field", EXAMPLES)
def test_the_sentence_names_every_field(arrive, field):
    sentence = arrive(EXAMPLES[field].address, COUNTING_PAGE)[1].sentence
    assert EXAMPLES[field].says in sentence, f"{field} is not said"


def test_the_sentence_names_no_field_where_nothing_is_asked(arrive):
    sentence = arrive({}, COUNTING_PAGE)[1].sentence
    assert not [field for field, example in EXAMPLES.items() if example.says in sentence]


# ---------------------------------------------------------------- the control
def test_the_panel_has_a_box_for_every_filter_of_it_and_each_sets_its_own():
    app = show_page("sites", demo_stores())
    boxes = {box.key: box for kind in ("multiselect", "date_input", "selectbox") for box in app.sidebar.get(kind)}
    assert {*keys.FILTERS} <= {*boxes}, "_show_widgets in filters.py"
    for one in PANEL:
        value = EXAMPLES[one.field].value
        boxes[one.key].set_value(list(value) if one.kind == "codes" else value)
    app.run()
    assert not app.exception
    assert dict(app.query_params) == {one.key: EXAMPLES[one.field].address[one.key] for one in PANEL}


@pytest.fixture
def shown(cut, arrive, monkeypatch):
    """What the filters of Screen failures show, without a browser."""
    seen = {}
    monkeypatch.setattr(facets, "_FACETS", lambda **given: seen.update(given["data"]))
    selection, _ = arrive({}, keys.NARROWED_PAGE)
    facets.show_facets(SimpleNamespace(cut=cut), selection, offer=filters.read_offer(cut), leaf_names={})
    return seen


def test_screen_failures_has_a_control_for_every_filter_with_words_and_counts(shown):
    groups = {group["key"]: group for group in shown["groups"]}
    ranges = {one["key"]: one for one in shown["ranges"]}
    modes = {group["modeKey"] for group in groups.values() if "modeKey" in group}
    common = list_of_kind(PANEL, "codes")
    wanted = {one.key for one in (*FAILURES, *common)}
    assert {*groups, *ranges, *modes, shown["wideKey"]} == wanted, "show_facets in facets.py"
    for one in (*list_of_kind(FAILURES, "codes"), *common):
        assert groups[one.key]["title"], f"{one.key} has no title"
        counted = [option["counts"] for option in groups[one.key]["options"]]
        assert any(now for now, _ in counted), f"{one.key} counts nobody: facets.sql or option_counts.sql"
        assert all(now == whole for now, whole in counted)
    assert all(one["title"] for one in ranges.values())


@pytest.mark.parametrize("one", [*FAILURES, *list_of_kind(PANEL, "codes")], ids=lambda one: one.field)
def test_what_is_chosen_there_is_what_the_selection_has(arrive, one):
    beside = {key: text for key, text in EXAMPLES[one.field].address.items() if key != one.key}
    arrive(beside, keys.NARROWED_PAGE)
    st.session_state[keys.FACETS] = {"change": {"key": one.key, "values": [EXAMPLES[one.field].address[one.key]]}}
    facets._take()
    if one in FAILURES:
        assert getattr(narrowing.filter_further(Selection()), one.field) == EXAMPLES[one.field].value
    else:
        assert tuple(st.session_state[one.key]) == EXAMPLES[one.field].value


def test_a_control_beside_the_filters_sets_the_kind_of_reasons(monkeypatch):
    shown = []
    monkeypatch.setattr(linked_views, "choose_views", list)
    monkeypatch.setattr(
        failures_page.choice, "choose_segment", lambda *_, key, **__: shown.append(key) or EXAMPLES["reasons"].value
    )
    view, _ = failures_page._choose(_View(Selection()))
    assert shown == [one.key for one in CONTROLS]
    assert view.selection.reasons == EXAMPLES["reasons"].value


@dataclass(frozen=True)
class _View:
    selection: Selection


# ---------------------------------------------------------------- SQL
@pytest.mark.parametrize("field", EXAMPLES)
def test_every_field_keeps_in_sql_what_a_plain_filter_keeps(answer, rows, field):
    example, selection = EXAMPLES[field], select(field)
    assert selection.parameters() != example.beside.parameters(), f"{field} is in no parameter of selected.sql"
    kept = [row for row in rows if row["judged_by"] == example.judged_by and example.keeps(row)]
    expected = sorted((row["screening_key"], row["ruleset"]) for row in kept)
    found, without = answer(selection), answer(example.beside)
    assert found == expected, f"{field} in selected.sql"
    assert found != without, f"{field} restricts nothing in this cut: another example, or a condition in selected.sql"
    assert expected or field == "is_nobody"
    assert field == "rule_set" or len(found) < len(without) or field in ("reasons", "is_wide")


@pytest.mark.parametrize("field", EXAMPLES)
def test_the_sql_that_is_shown_has_every_field_written_out(field):
    assert "$" not in write_out("screening_count", select(field).parameters())


@pytest.mark.parametrize("field", EXAMPLES)
def test_only_what_chooses_people_counts_as_a_filter(field):
    """The rule set, the kind of reasons, how criteria match and doubt choose nobody alone."""
    alone = replace(Selection(), **{field: EXAMPLES[field].value})
    assert alone.is_everything == (field in ("rule_set", "reasons", "match", "is_wide"))


def test_every_filter_with_codes_is_counted_by_one_of_the_queries(cut):
    counted = {*count_facets(cut, Selection())["facet"], *count_options(cut, Selection())["key"]}
    assert {one.counted_as or one.key for one in list_of_kind((*PANEL, *FAILURES), "codes")} <= counted, "facets.sql"


# ---------------------------------------------------------------- the command line
def test_query_has_every_filter_of_the_panel_and_none_that_no_page_has():
    """The rule set is `--ruleset` there."""
    assert {*keys.FILTERS} - {keys.RULE_SET} <= {*KEYS} <= {one.key for one in FILTERS}, "KEYS in selection.py"


@pytest.mark.parametrize("key", KEYS)
def test_a_key_means_in_query_what_it_means_in_an_address(key):
    one = next(one for one in FILTERS if one.key == key)
    assert getattr(parse_conditions([*EXAMPLES[one.field].address.items()]), one.field) == EXAMPLES[one.field].value


# ---------------------------------------------------------------- the marks of charts
def list_set(selection):
    return {field for field in FIELDS if getattr(selection, field) != getattr(Selection(), field)}


def test_there_is_an_example_of_every_kind_of_mark():
    assert {*MARKS} == {"bar", *marks._READERS}
    read = [marks.read_mark(marks.split_mark(text)[1], "derived") for text in MARKS.values()]
    unknown = marks.read_mark(("E4", "ALL", "unknown"), "derived")
    assert {*MARKED} <= set().union(*map(list_set, [*read, unknown])), "no mark sets it: MARKED in selection.py"


@pytest.mark.parametrize("reasons", ["derived", "recorded"])
@pytest.mark.parametrize("text", MARKS.values(), ids=MARKS)
def test_whatever_a_mark_asks_is_asked_of_what_is_selected_already(text, reasons):
    mark = marks.split_mark(text)[1]
    asked = marks.read_mark(mark, reasons)
    assert list_set(asked)
    assert narrow(Selection(), asked) == asked, "narrow in selection.py leaves a field of a mark out"
    assert narrow(asked, Selection()) == asked
    assert describe_mark(mark, reasons, {"GEN": "Genova"})
