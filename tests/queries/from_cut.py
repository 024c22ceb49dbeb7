"""A Trial read back from the tables of a cut that was imported, so that its people can be counted by hand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from mesems_dash.vocabulary import BITS
from tests.queries.trial import Asked, Person, Screening, Site, Trial

if TYPE_CHECKING:
    from datetime import date

    from mesems_dash.store.connection import Cut


def read_trial(cut: Cut) -> Trial:
    """Read what `by_hand` counts: never cases, people or judged."""
    screenings, verdicts, asked = _screenings(cut), _verdicts(cut), _asked(cut)
    events = {name: _by_subject(cut, sql) for name, sql in EVENTS.items()}
    people = tuple(
        Person(
            subject_id=subject_id,
            site_id=site_id,
            screenings=tuple(
                _screening(row, verdicts[row["screening_key"]], asked[row["screening_key"]]) for row in screenings[key]
            ),
            sex=sex,
            harvests=tuple((text(low, high), outcome) for low, high, outcome in events["harvests"][key]),
            randomisations=tuple(
                (_place(screenings[key], no), text(on, on)) for no, on in events["randomisations"][key]
            ),
            infusions=tuple((no, given, text(low, high)) for no, given, low, high in events["infusions"][key]),
            dispositions=tuple((status, text(low, high)) for status, low, high in events["dispositions"][key]),
        )
        for key, subject_id, site_id, sex in _rows(cut, "select subject_key, subject_id, site_id, sex from subjects")
        if key in screenings
    )
    return Trial(
        sites=tuple(
            Site(*row) for row in _rows(cut, "select site_id, country, ruleset, null, null, target_n from sites")
        ),
        people=people,
        targets=tuple((month.isoformat()[:7], n) for month, n in _rows(cut, "select month, cumulative_n from targets")),
        allocations=dict(_rows(cut, "select subject_id, sequence from closed.allocations where sequence is not null")),
        as_of=_rows(cut, "select as_of from manifest")[0][0],
    )


EVENTS = {
    "harvests": "select subject_key, harvested_lo, harvested_hi, outcome from harvests order by line",
    "randomisations": "select subject_key, screening_no, randomised_on from randomisations",
    "infusions": "select subject_key, infusion_no, given, infused_lo, infused_hi from infusions",
    "dispositions": "select subject_key, status, on_lo, on_hi from dispositions",
}


def text(low: date | None, high: date | None) -> str | None:
    """Return the text of a partial date: a day, a month or a year."""
    if low is None or high is None:
        return None
    return low.isoformat()[: 10 if low == high else 7 if low.month == high.month else 4]


def _place(screenings: list[dict[str, Any]], number: int) -> int:
    """Return the place of a screening among those kept; numbers may have gaps."""
    return [row["screening_no"] for row in screenings].index(number) + 1


def words(mask: int) -> str:
    return " ".join(criterion for criterion, bit in BITS.items() if mask & (1 << bit))


def _rows(cut: Cut, sql: str) -> list[tuple[Any, ...]]:
    return cut.cursor().execute(sql).fetchall()


def _by_subject(cut: Cut, sql: str) -> dict[int, list[tuple[Any, ...]]]:
    found = defaultdict(list)
    for key, *values in _rows(cut, sql):
        found[key].append(tuple(values))
    return found


def _screenings(cut: Cut) -> dict[int, list[dict[str, Any]]]:
    found = defaultdict(list)
    cursor = cut.cursor().execute("select * from screenings order by subject_key, screening_no")
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        named = dict(zip(names, row, strict=True))
        found[named["subject_key"]].append(named)
    return dict(found)


def _verdicts(cut: Cut) -> dict[int, dict[str, tuple[str, str]]]:
    found = defaultdict(dict)
    sql = """select screening_key, ruleset, fails | derived_fails, unknown | derived_unknown
        from verdicts where basis = 'THEN'"""
    for key, rule_set, fails, unknown in _rows(cut, sql):
        found[key][rule_set] = (words(fails), words(unknown))
    return found


def _asked(cut: Cut) -> dict[int, dict[str, tuple[Asked, ...]]]:
    found = defaultdict(dict)
    sql = """select screening_key, judged_by, field, criteria, settles from missing
        where judged_by <> 'OWN' order by screening_key, judged_by, place"""
    for key, rule_set, field, criteria, settles in _rows(cut, sql):
        found[key][rule_set] = (*found[key].get(rule_set, ()), Asked(field, words(criteria), settles))
    return found


def _screening(
    row: dict[str, Any], verdicts: dict[str, tuple[str, str]], asked: dict[str, tuple[Asked, ...]]
) -> Screening:
    return Screening(
        on=row["screened_on"].isoformat(),
        decision=row["site_decision"],
        decided=text(row["decided_lo"], row["decided_hi"]),
        reasons=tuple(row["site_reasons"]),
        subtype=row["subtype"],
        consent=text(row["consent_signed_lo"], row["consent_signed_hi"]),
        by_rule_set=verdicts,
        asked=asked,
    )
