"""A second opinion on every criterion, by enumeration: it shares no line with the package.

The judge at the bottom of each question knows only complete records, where every rule is a line or two of plain
Python. A record with gaps is completed in every way that can matter (ends of partial dates, window limits, limits
of spacing, both answers of a flag, an event nobody listed), and a test is decided where all completions agree.
Slow on purpose; `bundles.py` keeps the records small.
"""

from __future__ import annotations

import calendar
import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Truth = bool | None
Row = dict[str, str]
EARLY, LATE = date(1900, 1, 1), date(2100, 1, 1)
DAY = timedelta(days=1)

LISTED = {"interferon beta-1a", "glatiramer acetate", "natalizumab", "mitoxantrone", "fingolimod"}
SUPPRESSANTS = {"natalizumab", "mitoxantrone", "fingolimod", "azathioprine", "cyclophosphamide"}
PLATFORM = {"interferon beta-1a", "glatiramer acetate"}
STEROIDS = {"methylprednisolone"}
KNOWN = LISTED | SUPPRESSANTS | PLATFORM | STEROIDS | {"paracetamol"}


# ------------------------------------------------------------------------------------------------ three-valued logic
def agree(answers: Iterable[Truth]) -> Truth:
    seen = set(answers)
    return seen.pop() if len(seen) == 1 else None


def both(*parts: Truth) -> Truth:
    return False if False in parts else None if None in parts else True


def either(*parts: Truth) -> Truth:
    return True if True in parts else None if None in parts else False


def negate(part: Truth) -> Truth:
    return None if part is None else not part


# ------------------------------------------------------------------------------------------------ dates
def back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def span(text: str) -> tuple[date, date]:
    if not text:
        return EARLY, LATE
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(*parts, 1), date(*parts, calendar.monthrange(*parts)[1])
    return date(*parts), date(*parts)


def points(text: str, marks: Iterable[date]) -> list[date]:
    """The days of a partial date that can make a difference, given the days where some answer changes."""
    low, high = span(text)
    if low == high:
        return [low]
    near = {mark + step * DAY for mark in marks for step in (-1, 0, 1)}
    return sorted({low, high} | {day for day in near if low <= day <= high})


def yes(text: str) -> list[bool]:
    return {"Y": [True], "N": [False]}.get(text, [True, False])


def product(choices: list[list[object]]) -> Iterator[tuple[object, ...]]:
    return itertools.product(*choices)


# ------------------------------------------------------------------------------------------------ one record
@dataclass(frozen=True)
class Record:
    subject: Row
    screening: Row
    reference: date
    rows: dict[str, list[Row]]

    @property
    def subtype(self) -> str:
        return self.screening["subtype"] or self.subject["subtype"]

    def flag(self, column: str) -> Truth:
        return agree(yes(self.screening[column]))

    def is_complete(self, history: str) -> bool:
        return self.screening[f"{history}_history_complete"] == "Y"


# ------------------------------------------------------------------------------------------------ relapses, lesions
def relapse_worlds(record: Record, marks: list[date], *, documented_only: bool) -> Iterator[list[date]]:
    rows = record.rows["relapses"]
    ends = [end for row in rows for end in span(row["onset_on"]) if EARLY < end < LATE]
    all_marks = [*marks, record.reference]
    all_marks += [base + shift * DAY for base in [*all_marks, *ends] for shift in (-30, 30)]
    choices: list[list[object]] = []
    for row in rows:
        days: list[object] = list(points(row["onset_on"], all_marks))
        kept = yes(row["documented"]) if documented_only else [True]
        choices.append([*(days if True in kept else []), *([None] if False in kept else [])])
    if not record.is_complete("relapse"):
        choices += [[None, record.reference], [None, record.reference - 40 * DAY]]
    for world in product(choices):
        yield [day for day in world if day is not None and day <= record.reference]


def count_relapses(record: Record, months: int) -> Truth:
    start = back(record.reference, months)
    return agree(any(day >= start for day in world) for world in relapse_worlds(record, [start], documented_only=True))


def two_relapses(record: Record, months: int, apart: int) -> Truth:
    start = back(record.reference, months)

    def holds(world: list[date]) -> bool:
        inside = [day for day in world if day >= start]
        return bool(inside) and (max(inside) - min(inside)).days >= apart

    return agree(holds(world) for world in relapse_worlds(record, [start], documented_only=True))


def recent_relapse(record: Record, days: int) -> Truth:
    start = record.reference - days * DAY
    return agree(any(day >= start for day in world) for world in relapse_worlds(record, [start], documented_only=False))


def lesion(record: Record, months: int) -> Truth:
    start = back(record.reference, months)
    choices: list[list[object]] = []
    for row in record.rows["mri"]:
        has = [False]
        count = int(row["gel_count"]) if row["gel_count"] else None
        if row["gadolinium"] == "N" or count is None or (count == 0 and row["gadolinium"] != "Y"):
            has = [True, False]
        elif count >= 1:
            has = [True]
        days: list[object] = list(points(row["scanned_on"], [start, record.reference]))
        choices.append([*(days if True in has else []), *([None] if False in has else [])])
    if not record.is_complete("mri"):
        choices.append([None, record.reference])
    return agree(
        any(day is not None and start <= day <= record.reference for day in world)  # type: ignore[operator]
        for world in product(choices)
    )


# ------------------------------------------------------------------------------------------------ latest values
def latest_worlds(
    rows: list[Row], column: str, value: str, record: Record, marks: list[date]
) -> Iterator[list[tuple[date, str]]]:
    ends = [end for row in rows for end in span(row[column]) if EARLY < end < LATE]
    choices: list[list[object]] = [
        [(day, row[value]) for day in points(row[column], [*marks, *ends, record.reference])] for row in rows
    ]
    for world in product(choices):
        yield [pair for pair in world if pair[0] <= record.reference]  # type: ignore[index, misc]


def latest(rows: list[Row], column: str, value: str, record: Record, test: Callable[[str], Truth]) -> Truth:
    def answers() -> Iterator[Truth]:
        for world in latest_worlds(rows, column, value, record, []):
            if not world:
                yield None
                continue
            last = max(day for day, _ in world)
            for day, found in world:
                if day == last:
                    yield test(found) if found else None

    return agree(answers())


def lab(record: Record, name: str, test: Callable[[str], Truth]) -> Truth:
    rows = [row for row in record.rows["labs"] if row["test"] == name and row["result"] != "ND"]
    return latest(rows, "collected_on", "result", record, test) if rows else None


def is_positive(result: str) -> Truth:
    return {"POS": True, "NEG": False}[result]


def below(limit: float) -> Callable[[str], Truth]:
    def test(result: str) -> Truth:
        number = float(result.lstrip("<>="))
        if result.startswith(">="):
            return False if number >= limit else None
        if result.startswith(">"):
            return False if number >= limit else None
        if result.startswith("<="):
            return True if number < limit else None
        if result.startswith("<"):
            return True if number <= limit else None
        return number < limit

    return test


def within(low: float, high: float) -> Callable[[str], Truth]:
    def test(result: str) -> Truth:
        return True if result[0] not in "<>" and low <= float(result) <= high else None

    return test


# ------------------------------------------------------------------------------------------------ EDSS
def score(record: Record, test: Callable[[float], bool]) -> Truth:
    """One test of the latest score; I4 is two such tests, too low and too high, each decided by itself."""
    rows = record.rows["edss"]
    return latest(rows, "assessed_on", "score", record, lambda found: test(float(found))) if rows else None


def edss_rise(record: Record, months: int) -> Truth:
    start = back(record.reference, months)
    rows = record.rows["edss"]

    def answers() -> Iterator[Truth]:
        for world in latest_worlds(rows, "assessed_on", "score", record, [start]):
            last = max((day for day, _ in world), default=EARLY)
            inside = [day for day, _ in world if start <= day < last]
            if not inside:
                yield None
                continue
            first = min(inside)
            olds = {score for day, score in world if day == first}
            news = {score for day, score in world if day == last}
            for old, new in itertools.product(olds, news):
                yield rises(old, new) if old and new else None

    return agree(answers())


def rises(old: str, new: str) -> bool:
    return float(new) - float(old) >= (1.0 if float(new) <= 5.0 else 0.5)


# ------------------------------------------------------------------------------------------------ drugs
def dose_worlds(
    record: Record, drugs: set[str], marks: list[date], *, may: Callable[[Row], list[bool]]
) -> Iterator[list[tuple[date, date]]]:
    choices: list[list[object]] = []
    for row in record.rows["therapies"]:
        taken = may(row) if row["drug"] in drugs or row["drug"] not in KNOWN else [False]
        if row["drug"] not in KNOWN:
            taken = [True, False]
        if True not in taken:
            continue
        pairs: list[object] = [None] if False in taken else []
        ends = (
            [LATE]
            if row["ongoing"] == "Y"
            else points(row["ended_on"], [*marks, record.reference, *span(row["started_on"])])
        )
        starts = points(
            row["started_on"], [*marks, record.reference, *(span(row["ended_on"]) if row["ended_on"] else ())]
        )
        pairs += [(start, end) for start in starts for end in ends if start <= end]
        choices.append(pairs)
    for world in product(choices):
        yield [pair for pair in world if pair is not None]  # type: ignore[misc]


def last_dose(record: Record, drugs: set[str], start: date, may: Callable[[Row], list[bool]]) -> Truth:
    def holds(world: list[tuple[date, date]]) -> bool:
        return any(first <= record.reference and min(last, record.reference) >= start for first, last in world)

    answers: list[Truth] = [holds(world) for world in dose_worlds(record, drugs, [start], may=may)]
    if not record.is_complete("therapy"):
        answers.append(True)
    return agree(answers)


def steroid_route(row: Row) -> list[bool]:
    if row["route"] in {"INHALED", "NASAL", "TOPICAL", "OCULAR"}:
        return [False]
    return [True] if row["route"] in {"ORAL", "IV", "IM", "SC"} else [True, False]


def always(_: Row) -> list[bool]:
    return [True]


def year_of_therapy(record: Record) -> Truth:
    def holds(world: list[tuple[date, date]]) -> bool:
        days: set[int] = set()
        for first, last in world:
            days.update(range(max(first, EARLY).toordinal(), min(last, record.reference - DAY).toordinal() + 1))
        return len(days) >= 365

    answers: list[Truth] = [holds(world) for world in dose_worlds(record, LISTED, [], may=always)]
    if not record.is_complete("therapy"):
        answers.append(True)
    return agree(answers)


# ------------------------------------------------------------------------------------------------ malignancy
def malignancy(record: Record) -> Truth:
    limit = back(record.reference, 12)
    answers = [malignancy_worlds(row, record.reference, limit) for row in record.rows["malignancies"]]
    if not record.is_complete("malignancy"):
        answers.append([True, False])
    return either(*[agree(found) for found in answers], False)


def malignancy_worlds(row: Row, reference: date, limit: date) -> list[Truth]:
    types = [row["type"]] if row["type"] else ["OTHER", "BCC_SKIN"]
    marks = [reference, limit]
    remissions: list[date | None] = list(points(row["remission_since"], [*marks, *span(row["diagnosed_on"])]))
    if not row["remission_since"]:
        remissions.append(None)
    found: list[Truth] = []
    for kind, diagnosed, remission in itertools.product(
        types, points(row["diagnosed_on"], [*marks, *span(row["remission_since"])]), remissions
    ):
        if remission is not None and remission < diagnosed:
            continue
        counts = diagnosed <= reference
        found.append(counts and (kind == "OTHER" or remission is None or not remission < limit))
    return found


# ------------------------------------------------------------------------------------------------ the criteria
def age(born: date, reference: date) -> int:
    return reference.year - born.year - ((reference.month, reference.day) < (born.month, born.day))


def duration_within(onset: date, reference: date, low: int, high: int) -> bool:
    return back(onset, -12 * low) <= reference <= back(onset, -12 * high)


def judge_activity(record: Record) -> tuple[Truth, dict[str, Truth]]:
    therapy, relapse, gel = year_of_therapy(record), count_relapses(record, 12), lesion(record, 12)
    rise, bands = edss_rise(record, 12), lab(record, "CSF_OCB", is_positive)
    branch = {
        "RRMS": both(therapy, either(relapse, two_relapses(record, 24, 30), gel)),
        "SPMS": both(therapy, rise, either(relapse, gel)),
        "PPMS": both(rise, gel, bands),
    }
    if record.subtype == "CIS":
        return False, branch
    return branch.get(record.subtype, agree(branch.values())), branch


def judge_hiv(record: Record) -> Truth:
    """Positive once is positive for good, and a result that nobody wrote down may have been positive."""
    rows = [
        row for row in record.rows["labs"] if row["test"] == "HIV" and span(row["collected_on"])[0] <= record.reference
    ]
    if any(row["result"] == "POS" and span(row["collected_on"])[1] <= record.reference for row in rows):
        return True
    if any(row["result"] in {"POS", ""} for row in rows):
        return None
    return lab(record, "HIV", is_positive)


def judge_infection(record: Record) -> Truth:
    hiv = judge_hiv(record)
    return either(hiv, lab(record, "HBSAG", is_positive), judge_hepatitis_c(record), record.flag("active_infection"))


def judge_hepatitis_c(record: Record) -> Truth:
    """Positive RNA is infection; a positive antibody needs RNA of the first positive of its run, or later."""
    done = [row for row in record.rows["labs"] if row["result"] != "ND"]
    antibody, rna = ([row for row in done if row["test"] == test] for test in ("HCVAB", "HCVRNA"))
    marks = [end for row in (*antibody, *rna) for end in span(row["collected_on"]) if EARLY < end < LATE]

    def answers() -> Iterator[Truth]:
        for found in latest_worlds(antibody, "collected_on", "result", record, marks):
            for measured in latest_worlds(rna, "collected_on", "result", record, marks):
                for run, result in itertools.product(runs(found), results_of_last_day(measured)):
                    yield infected(run, max((day for day, _ in measured), default=EARLY), result)

    return agree(answers())


def filled(world: list[tuple[date, str]]) -> Iterator[list[tuple[date, str]]]:
    yield from map(
        list,
        itertools.product(*([(day, r) for r in ([result] if result else ["POS", "NEG"])] for day, result in world)),
    )


def results_of_last_day(world: list[tuple[date, str]]) -> set[str]:
    last = max((day for day, _ in world), default=EARLY)
    return {result for one in filled(world) for day, result in one if day == last} or {""}


def runs(world: list[tuple[date, str]]) -> Iterator[list[tuple[date, str]]]:
    for one in filled(world):
        for order in itertools.permutations(one):
            if [day for day, _ in order] == sorted(day for day, _ in order):
                yield list(order)


def infected(run: list[tuple[date, str]], measured_on: date, result: str) -> Truth:
    if result == "POS":
        return True
    if not run:
        return None
    if run[-1][1] == "NEG":
        return False
    first = run[-1][0]
    for day, found in reversed(run):
        if found == "NEG":
            break
        first = day
    return False if result == "NEG" and measured_on >= first else None


def judge_pregnancy(record: Record) -> Truth:
    able = agree(yes(record.subject["childbearing_potential"]))
    oldest = record.reference - 180 * DAY
    rows = [
        row for row in record.rows["labs"] if row["test"] == "HCG" and span(row["collected_on"])[0] <= record.reference
    ]
    fresh = [row for row in rows if span(row["collected_on"])[1] >= oldest]
    certain = [span(row["collected_on"])[0] for row in rows if span(row["collected_on"])[1] <= record.reference]
    is_old = max((day for day in certain), default=EARLY) < oldest
    pregnant = None if is_old else lab(record, "HCG", is_positive)
    if pregnant is None and able is False and not any(row["result"] == "POS" for row in fresh):
        pregnant = False
    is_woman = {"F": True, "M": False}.get(record.subject["sex"])
    return both(is_woman, either(pregnant, both(able, negate(record.flag("contraception_agreed")))))


def judge_white_cells(record: Record) -> Truth:
    judged = record.flag("wbc_clinically_relevant")
    if judged is not None:
        return judged
    return False if lab(record, "WBC", within(4.0, 11.0)) is True else None


def judge(record: Record) -> dict[str, str]:
    """Statuses by criterion, I1..I4, E1..E14 and OVERALL, under the registry's rule set."""
    reference = record.reference
    activity, branch = judge_activity(record)
    births = points(record.subject["birth_date"], [back(reference, 12 * years) for years in (18, 51)])
    onsets = points(record.subject["onset_date"], [back(reference, 12 * years) for years in (2, 10)])
    met: dict[str, Truth] = {
        "I1": activity,
        "I2": agree(18 <= age(born, reference) <= 50 for born in births),
        "I3": agree(duration_within(onset, reference, 2, 10) for onset in onsets),
        "I4": both(score(record, lambda found: found >= 3.0), score(record, lambda found: found <= 6.5)),
    }
    is_subtype = {name: (record.subtype == name) if record.subtype else None for name in branch}
    present: dict[str, Truth] = {
        f"E{place}": both(is_subtype[name], negate(branch[name])) for place, name in enumerate(branch, start=1)
    }
    present |= {
        "E4": judge_infection(record),
        "E5": last_dose(record, SUPPRESSANTS, back(reference, 3), always),
        "E6": last_dose(record, PLATFORM, reference - 30 * DAY, always),
        "E7": last_dose(record, STEROIDS, reference - 30 * DAY, steroid_route),
        "E8": recent_relapse(record, 60),
        "E9": malignancy(record),
        "E10": record.flag("life_limiting_comorbidity"),
        "E11": either(record.flag("mds_history"), record.flag("haematologic_history"), judge_white_cells(record)),
        "E12": judge_pregnancy(record),
        "E13": either(
            lab(record, "EGFR", below(60)), record.flag("renal_failure"), negate(record.flag("mri_possible"))
        ),
        "E14": negate(record.flag("consent_able")),
    }
    words = {name: {True: "met", False: "not_met", None: "unknown"}[truth] for name, truth in met.items()}
    words |= {name: {True: "present", False: "absent", None: "unknown"}[truth] for name, truth in present.items()}
    good = both(*met.values(), *[negate(truth) for name, truth in present.items() if name not in {"E1", "E2", "E3"}])
    return words | {"OVERALL": {True: "eligible", False: "ineligible", None: "unknown"}[good]}
