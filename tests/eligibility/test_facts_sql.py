"""The facts of a whole cut in SQL are, to the digit, those of the plain-Python reference."""

from __future__ import annotations

import random
from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mesems_dash.eligibility import drugs
from mesems_dash.eligibility.facts import Facts, establish_facts, facts_statements
from mesems_dash.eligibility.person import (
    EdssAssessment,
    LabResult,
    LostRow,
    Malignancy,
    Person,
    Relapse,
    Scan,
    Screening,
    Subject,
    Therapy,
)
from tests.examples import examples

ROOT = Path(__file__).parents[2]
AS_OF = date(2015, 3, 31)
REFERENCE = date(2015, 2, 28)
PEOPLE = 300
LOSING = 0.4
EVENTS = {
    "relapses": "relapses",
    "edss": "edss",
    "mri": "mri",
    "labs": "labs",
    "therapies": "therapies",
    "malignancies": "malignancies",
}
FILES = tuple(f"{table}.csv" for table in EVENTS)


# ---------------------------------------------------------------- a person full of gaps


class RecordMaker:
    """Makes people whose events crowd around the reference date, so that ties, gaps and straddling dates are common."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # test data
        self.line = 1

    def day(self) -> date:
        near = self.random.choice([2, 10, 45, 400, 1500])
        return REFERENCE + timedelta(self.random.randint(-near, near // 3))

    def pair(self) -> tuple[date | None, date | None]:
        """A full date, a month, a year or nothing."""
        day = self.day()
        kind = self.random.choices(["day", "month", "year", "blank"], [6, 3, 1, 1])[0]
        if kind == "blank":
            return None, None
        if kind == "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        if kind == "month":
            start = day.replace(day=1)
            return start, (start + timedelta(31)).replace(day=1) - timedelta(1)
        return day, day

    def ordered_pairs(self) -> tuple[tuple[date | None, date | None], tuple[date | None, date | None]]:
        """Two dates of which the second may be on or after the first; an end before its start is never stored."""
        while True:
            first, second = self.pair(), self.pair()
            if first[0] is None or second[1] is None or first[0] <= second[1]:
                return first, second

    def flag(self, unknown: int = 2) -> bool | None:
        return self.random.choices([True, False, None], [4, 3, unknown])[0]

    def number_line(self) -> int:
        self.line += 1
        return self.line

    def several(self, make, most: int = 4) -> tuple:
        return tuple(make() for _ in range(self.random.choice([0, 1, 1, 2, 3, most])))

    def relapse(self) -> Relapse:
        lo, hi = self.pair()
        return Relapse(onset_lo=lo, onset_hi=hi, documented=self.flag(), line=self.number_line())

    def edss(self) -> EdssAssessment:
        lo, hi = self.pair()
        score = self.random.choice([None, 2.5, 3.0, 3.0, 3.5, 6.5])
        return EdssAssessment(assessed_lo=lo, assessed_hi=hi, score=score, line=self.number_line())

    def scan(self) -> Scan:
        lo, hi = self.pair()
        count = self.random.choice([None, 0, 0, 1, 3])
        return Scan(scanned_lo=lo, scanned_hi=hi, gadolinium=self.flag(), gel_count=count, line=self.number_line())

    def lab(self) -> LabResult:
        lo, hi = self.pair()
        test = self.random.choice(["EGFR", "WBC", "HIV", "HBSAG", "HCVAB", "HCVRNA", "HCG", "CSF_OCB", None])
        common = {"collected_lo": lo, "collected_hi": hi, "test": test, "line": self.number_line()}
        if test not in {"EGFR", "WBC"}:
            return LabResult(result=self.random.choice(["POS", "NEG", "NEG", "ND", None]), **common)
        kind = self.random.choice(["number", "number", "above", "below", "blank", "ND"])
        if kind in {"blank", "ND"}:
            return LabResult(result=None if kind == "blank" else "ND", **common)
        value, is_open = self.random.choice([59.0, 60.0, 60.0, 61.0]), self.random.random() < 0.5
        ends = {
            "number": (value, value, False, False),
            "above": (value, float("inf"), is_open, True),
            "below": (float("-inf"), value, True, is_open),
        }[kind]
        names = ("value_lo", "value_hi", "value_lo_open", "value_hi_open")
        return LabResult(**dict(zip(names, ends, strict=True)), **common)

    def therapy(self) -> Therapy:
        started, ended = self.ordered_pairs()
        ongoing = self.flag(unknown=4)
        if ongoing:
            ended = (None, None)
        drug = self.random.choice(
            ["Rebif", "Rebif", "interferon", "Tysabri", "rituximab", "methylprednisolone", "paracetamol", "XY-12", None]
        )
        atc = self.random.choice([None, None, None, "L04", "L03AX13", "L01", "N02BE01"])
        return Therapy(
            drug=drug,
            atc=atc,
            route=self.random.choice([None, None, "IV", "INHALED"]),
            started_lo=started[0],
            started_hi=started[1],
            ended_lo=ended[0],
            ended_hi=ended[1],
            ongoing=ongoing,
            line=self.number_line(),
        )

    def malignancy(self) -> Malignancy:
        diagnosed, remission = self.ordered_pairs()
        return Malignancy(
            type=self.random.choice(["BCC_SKIN", "CARCINOMA_IN_SITU", "OTHER", None]),
            diagnosed_lo=diagnosed[0],
            diagnosed_hi=diagnosed[1],
            remission_lo=remission[0],
            remission_hi=remission[1],
            line=self.number_line(),
        )

    def lost(self, *, is_named: bool = True) -> LostRow:
        lo, hi = self.pair()
        file = self.random.choice(FILES)
        test = self.random.choice(["EGFR", "HIV", "HBSAG", "HCVAB", "HCG", None]) if file == "labs.csv" else None
        return LostRow(file=file, line=self.number_line(), test=test, happened_lo=lo, happened_hi=hi, is_named=is_named)

    def screening(self, number: int) -> Screening:
        flags = {field.name: self.flag() for field in fields(Screening) if field.type == "bool | None"}
        reference = self.random.choice([REFERENCE, REFERENCE, REFERENCE, self.day(), None])
        return Screening(
            screening_no=number,
            screened_on=REFERENCE,
            subtype=self.random.choice(["RRMS", "SPMS", "PPMS", "CIS", None]),
            reference_on=reference,
            reference_kind="SCREENED" if reference else "UNUSABLE",
            contested=self.random.choices([None, "subjects.csv lines 2 and 5"], [20, 1])[0] if reference else None,
            **flags,
        )

    def person(self, key: int) -> Person:
        born, onset = self.pair(), self.pair()
        subject = Subject(
            subject_id=f"P{key:06}",
            site_id="S1",
            sex=self.random.choice(["F", "M", None]),
            birth_lo=born[0],
            birth_hi=born[1],
            onset_lo=onset[0],
            onset_hi=onset[1],
            childbearing_potential=self.flag(),
        )
        return Person(
            subject=subject,
            screenings=tuple(map(self.screening, range(1, self.random.choice([1, 1, 2, 3]) + 1))),
            relapses=self.several(self.relapse),
            edss=self.several(self.edss),
            mri=self.several(self.scan),
            labs=self.several(self.lab, most=14),
            therapies=self.several(self.therapy, most=6),
            malignancies=self.several(self.malignancy),
            lost=self.several(self.lost, most=5) if self.random.random() < LOSING else (),
        )


# ---------------------------------------------------------------- people in a cut


def open_cut(people: list[Person], *, randomised: frozenset[int] = frozenset()) -> duckdb.DuckDBPyConnection:
    """A cut in memory with these people, screenings numbered through; `randomised` are keys of people."""
    connection = duckdb.connect()
    connection.execute((ROOT / "mesems_dash/store/schema.sql").read_text(encoding="utf-8"))
    connection.execute("insert into manifest values ('cut', $1, timestamp '2015-04-01', '0', 'bundle', true)", [AS_OF])
    insert(
        connection,
        "subjects",
        [{"subject_key": key, "line": 1} | asdict(person.subject) for key, person in enumerate(people)],
    )
    insert(connection, "screenings", list(screening_rows(people)))
    for table, attribute in EVENTS.items():
        rows = [
            {"subject_key": key} | asdict(event)
            for key, person in enumerate(people)
            for event in getattr(person, attribute)
        ]
        insert(connection, table, rows)
    insert(connection, "lost", list(lost_rows(people)))
    insert(connection, "randomisations", [{"subject_key": key, "screening_no": 1, "line": 1} for key in randomised])
    connection.execute(drugs.DRUG_CLASSES_TABLE)
    distinct = connection.execute("select distinct drug, atc, route from therapies").fetchall()
    names = connection.execute("from drug_classes limit 0").description
    rows = [dict(zip([name for name, *_ in names], row, strict=True)) for row in drugs.classify_rows(distinct)]
    insert(connection, "drug_classes", rows)
    return connection


def screening_rows(people: list[Person]):
    keyed = [(key, person, screening) for key, person in enumerate(people) for screening in person.screenings]
    for screening_key, (key, person, screening) in enumerate(keyed):
        made_of = {"subject_key": key, "subject_id": person.subject.subject_id, "site_reasons": [], "line": 1}
        reference = {"reference_on": None} if screening.contested else {}  # as the importer writes it
        yield asdict(screening) | made_of | reference | {"screening_key": screening_key}


def lost_rows(people: list[Person]):
    """Those that name a person belong to them; the others, which everybody has, stand once."""
    for key, person in enumerate(people):
        for row in person.lost:
            if row.is_named or not key:
                yield asdict(row) | {"subject_key": key if row.is_named else None}


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict]) -> None:
    if rows:
        connection.register("incoming", pa.Table.from_pylist(rows))
        columns = {name for name, *_ in connection.execute(f"from {table} limit 0").description}
        kept = ", ".join(f'"{name}"' for name in rows[0] if name in columns)
        connection.execute(f"insert into {table} by name select {kept} from incoming")
        connection.unregister("incoming")


def read_facts(connection: duckdb.DuckDBPyConnection, *, step: int = 100_000) -> dict[tuple[int, str], Facts]:
    (count,) = connection.execute("select count(*) from screenings").fetchone()
    for first in range(0, count, step):
        for statement in facts_statements():
            connection.execute(statement, {"key_from": first, "key_to": first + step - 1})
    cursor = connection.execute("select * from facts")
    names = [name for name, *_ in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    facts = {(row["screening_key"], row["basis"]): Facts.from_row(row) for row in rows}
    assert len(facts) == len(rows)
    return facts


def expect_facts(people: list[Person], randomised: frozenset[int] = frozenset()) -> dict[tuple[int, str], Facts]:
    expected, screening_key = {}, 0
    for key, person in enumerate(people):
        for screening in person.screenings:
            expected[screening_key, "THEN"] = establish_facts(person, screening, screening.reference_on)
            screening_key += 1
        if key not in randomised:
            expected[screening_key - 1, "NOW"] = establish_facts(person, person.screenings[-1], AS_OF)
    return expected


# ---------------------------------------------------------------- claims


@pytest.mark.slow
@settings(max_examples=examples(3), deadline=None, phases=[Phase.generate])  # a smaller seed makes no simpler people
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_sql_and_python_establish_the_same_facts(seed):
    maker = RecordMaker(seed)
    anybodys = tuple(maker.lost(is_named=False) for _ in range(maker.random.choice([0, 0, 2, 5])))
    people = [maker.person(key) for key in range(PEOPLE)]
    people = [replace(person, lost=(*person.lost, *anybodys)) for person in people]
    randomised = frozenset(key for key in range(PEOPLE) if maker.random.random() < 0.3)
    with open_cut(people, randomised=randomised) as connection:
        found = read_facts(connection, step=400)
    expected = expect_facts(people, randomised)
    assert found.keys() == expected.keys()
    for key, facts in expected.items():
        assert asdict(found[key]) == asdict(facts), key


def test_ties_too_rare_to_be_made_at_random_are_the_same_in_sql():
    january, end, march = date(2015, 1, 1), date(2015, 1, 31), date(2015, 3, 10)
    screening = Screening(screened_on=REFERENCE, reference_on=REFERENCE)
    touching = Person(
        subject=Subject(subject_id="P1"),
        screenings=(screening,),
        therapies=(  # two courses of a day or more each, which may share 31 January
            Therapy(drug="Rebif", started_lo=january, started_hi=end, ended_lo=january, ended_hi=end),
            Therapy(drug="Rebif", started_lo=end, started_hi=date(2015, 2, 7), ended_lo=end, ended_hi=march),
        ),
    )
    above = {"collected_lo": end, "collected_hi": end, "test": "EGFR", "value_lo": 60.0, "value_hi": float("inf")}
    contradicted = Person(
        subject=Subject(subject_id="P2"),
        screenings=(screening,),
        labs=(  # ">60" and ">=60" on one day
            LabResult(value_lo_open=True, value_hi_open=True, **above),
            LabResult(value_lo_open=False, value_hi_open=True, **above),
        ),
    )
    first = date(2015, 3, 1)
    cut_off = Person(
        subject=Subject(subject_id="P3"),
        screenings=(Screening(screened_on=REFERENCE, reference_on=first),),
        edss=(  # on 1 March, the reference; and some day of March, of which that is the only one left: not "one day"
            EdssAssessment(assessed_lo=first, assessed_hi=first, score=4.0),
            EdssAssessment(assessed_lo=first, assessed_hi=date(2015, 3, 31), score=5.0),
        ),
    )
    people = [touching, contradicted, cut_off]
    with open_cut(people) as connection:
        found = read_facts(connection)
    assert found == expect_facts(people)
    assert found[0, "THEN"].therapy_days_min == 1
    assert (found[1, "THEN"].egfr_lo, found[1, "THEN"].egfr_lo_open) == (60.0, False)  # either may be the latest
    assert found[2, "THEN"].edss_known


def test_now_is_the_cut_date_for_the_latest_screening_of_whoever_is_not_randomised():
    screenings = tuple(
        Screening(screening_no=number, screened_on=REFERENCE, reference_on=REFERENCE) for number in (1, 2)
    )
    people = [Person(subject=Subject(subject_id=name), screenings=screenings) for name in ("waiting", "randomised")]
    with open_cut(people, randomised=frozenset({1})) as connection:
        found = read_facts(connection, step=1)
    assert sorted(found) == [(0, "THEN"), (1, "NOW"), (1, "THEN"), (2, "THEN"), (3, "THEN")]
    assert found[1, "NOW"].reference_on == AS_OF


def test_an_unusable_reference_leaves_every_fact_empty():
    screening = Screening(screened_on=REFERENCE, subtype="RRMS", reference_kind="UNUSABLE")
    with open_cut([Person(subject=Subject(subject_id="P1", sex="F"), screenings=(screening,))]) as connection:
        assert read_facts(connection)[0, "THEN"] == Facts()


def test_a_contested_screening_has_no_facts_then_or_now_and_says_why():
    where = "subjects.csv lines 2 and 5"
    screening = Screening(screened_on=REFERENCE, reference_on=REFERENCE, reference_kind="CONTESTED", contested=where)
    with open_cut([Person(subject=Subject(subject_id="P1", sex="F"), screenings=(screening,))]) as connection:
        found = read_facts(connection)
    assert found == {(0, "THEN"): Facts(contested=where), (0, "NOW"): Facts(contested=where)}


def test_the_statement_is_whole_and_bound():
    (statement,) = facts_statements()
    assert "-- include:" not in statement
    assert "$key_from" in statement
    assert "$key_to" in statement
