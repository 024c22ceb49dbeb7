"""One person's latent clinical course: what really happened, in full. Neighbours: truth judges it, record excerpts it.

Drawn backwards from the last visit's reference date, because that is the day that decides: how long the disease has
lasted, what was taken last, when the last relapse was. Older people have had the disease longer and walk less far; a
relapse brings steroids; strong drugs are given to active disease.
"""

# ruff: noqa: PLR2004 -- a model of chance is made of numbers; each stands beside what it is

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from mesems_dash.demo.days import count_years, draw_hump, pick
from mesems_dash.demo.medicines import COMPANIONS, MEDICINES, METHYLPREDNISOLONE, PREDNISONE, Medicine

if TYPE_CHECKING:
    from random import Random

YEAR: Final = 365.25


class Relapse(NamedTuple):
    onset: int
    ended: int
    documented: str
    severity: str


class Scan(NamedTuple):
    day: int
    gadolinium: str
    lesions: int
    new_t2: int


class Treatment(NamedTuple):
    medicine: Medicine
    name: str
    started: int
    ended: int | None


class Result(NamedTuple):
    day: int
    test: str
    result: str


class Malignancy(NamedTuple):
    type: str
    diagnosed: int
    remission: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """Everything about one person up to a little after the last reference date, each list by date."""

    sex: str
    subtype: str
    birth: int
    onset: int
    diagnosis: int
    is_fertile: bool
    relapses: tuple[Relapse, ...]
    edss: tuple[tuple[int, float], ...]
    scans: tuple[Scan, ...]
    treatments: tuple[Treatment, ...]
    labs: tuple[Result, ...]
    malignancies: tuple[Malignancy, ...]
    answers: dict[str, bool]


AGE: Final = {"RRMS": (36.0, 8.5), "SPMS": (44.0, 7.0), "PPMS": (44.0, 7.5), "CIS": (30.0, 7.0)}
DURATION: Final = {"RRMS": (2.6, 2.4), "SPMS": (5.0, 1.7), "PPMS": (3.0, 1.9), "CIS": (1.5, 0.7)}
EDSS: Final = {"RRMS": (3.7, 1.2), "SPMS": (5.6, 0.8), "PPMS": (5.2, 1.0), "CIS": (1.8, 0.8)}
RISE: Final = {
    "RRMS": {0.0: 45.0, 0.5: 30.0, 1.0: 20.0, 1.5: 5.0},
    "SPMS": {0.0: 20.0, 0.5: 32.0, 1.0: 38.0, 1.5: 10.0},
    "PPMS": {0.0: 24.0, 0.5: 32.0, 1.0: 34.0, 1.5: 10.0},
    "CIS": {0.0: 80.0, 0.5: 20.0},
}
FIRST_GAP: Final = {"RRMS": 190.0, "SPMS": 330.0, "PPMS": 9000.0, "CIS": 260.0}
NEXT_GAP: Final = {"RRMS": 330.0, "SPMS": 480.0, "PPMS": 9000.0, "CIS": 3000.0}
LESION: Final = {"RRMS": 0.42, "SPMS": 0.27, "PPMS": 0.26, "CIS": 0.3}
LINES: Final = {"RRMS": 0.97, "SPMS": 0.95, "PPMS": 0.45, "CIS": 0.35}
STRONG: Final = {"RRMS": 0.42, "SPMS": 0.45, "PPMS": 0.3, "CIS": 0.05}
ANSWERS: Final = {
    "consent_able": 0.988,
    "active_infection": 0.022,
    "life_limiting_comorbidity": 0.01,
    "mds_history": 0.002,
    "haematologic_history": 0.012,
    "contraception_agreed": 0.975,
    "renal_failure": 0.003,
    "mri_possible": 0.985,
}
"""How often the true answer is yes."""


def draw_course(rng: Random, *, subtype: str, country: str, screened: tuple[int, ...], reference: int) -> Course:
    """A course of somebody screened on these days, the last time for `reference`; nothing is made to fit."""
    sex = pick(rng, {"F": 68.0, "M": 32.0} if subtype in {"RRMS", "CIS"} else {"F": 55.0, "M": 45.0})
    age = min(max(rng.gauss(*AGE[subtype]), 16.5), 68.0)
    birth = reference - round(age * YEAR)
    onset = _draw_onset(rng, subtype=subtype, age=age, reference=reference)
    diagnosis = min(onset + draw_hump(rng, least=20, usual=150, most=1400), screened[0] - 60)
    lines = _draw_lines(rng, subtype=subtype, country=country, diagnosis=diagnosis, reference=reference)
    relapses = _draw_relapses(rng, subtype=subtype, onset=onset, reference=reference)
    relapses = tuple(sorted((*relapses, *_draw_rebound(rng, lines, reference))))
    is_fertile = sex == "F" and age < 50 and rng.random() < 0.94
    return Course(
        sex=sex,
        subtype=subtype,
        birth=birth,
        onset=onset,
        diagnosis=max(diagnosis, onset),
        is_fertile=is_fertile,
        relapses=relapses,
        edss=_draw_edss(rng, subtype=subtype, years=(reference - onset) / YEAR, screened=screened),
        scans=_draw_scans(rng, subtype=subtype, screened=screened),
        treatments=tuple(
            sorted(
                (*lines, *_draw_steroids(rng, relapses, reference), *_draw_companions(rng, diagnosis)),
                key=lambda row: (row.started, row.name),
            )
        ),
        labs=_draw_labs(
            rng, subtype=subtype, is_fertile=is_fertile, screened=screened, diagnosis=diagnosis, lines=lines
        ),
        malignancies=_draw_malignancies(rng, age=age, reference=reference),
        answers={name: rng.random() < share for name, share in ANSWERS.items()},
    )


def _draw_onset(rng: Random, *, subtype: str, age: float, reference: int) -> int:
    years = rng.gammavariate(*DURATION[subtype]) + max(0.0, 0.11 * (age - 38))
    return reference - round(min(max(years, 0.45), age - 12) * YEAR)


def _draw_relapses(rng: Random, *, subtype: str, onset: int, reference: int) -> tuple[Relapse, ...]:
    least = draw_hump(rng, least=2, usual=40, most=62) if rng.random() < 0.12 else 62
    day = reference - least - round(rng.expovariate(1 / FIRST_GAP[subtype]))
    rows = []
    while day > max(onset + 30, reference - 1500):
        documented = pick(rng, {"Y": 90.0, "N": 6.0, "": 4.0})
        severity = pick(rng, {"MILD": 30.0, "MODERATE": 50.0, "SEVERE": 15.0, "": 5.0})
        rows.append(Relapse(day, day + draw_hump(rng, least=7, usual=35, most=110), documented, severity))
        day -= 35 + round(rng.expovariate(1 / NEXT_GAP[subtype]))
    return tuple(reversed(rows))


def _draw_rebound(rng: Random, lines: tuple[Treatment, ...], reference: int) -> list[Relapse]:
    """A relapse some weeks after the last dose of natalizumab or fingolimod, for half of those who stopped."""
    if not lines or lines[0].ended is None or lines[0].medicine.level != "HIGH" or rng.random() < 0.5:
        return []
    onset = lines[0].ended + draw_hump(rng, least=40, usual=80, most=190)
    return [Relapse(onset, onset + rng.randint(14, 70), "Y", "SEVERE")] if onset < reference - 5 else []


def _draw_last_dose(rng: Random, medicine: Medicine, reference: int) -> int | None:
    washout = 31 if medicine.is_platform else 93
    state = pick(rng, {"clear": 76.0, "recent": 13.0, "ongoing": 11.0})
    if state == "ongoing":
        return None
    if state == "recent":
        return reference - rng.randint(1, washout)
    return reference - washout - 3 - round(rng.expovariate(1 / 110))


def _draw_medicine(rng: Random, *, country: str, chance_strong: float, day: int) -> Medicine:
    is_strong = rng.random() < chance_strong
    levels = {"HIGH": 8.0, "OLD": 1.0} if is_strong else {"PLATFORM": 6.0, "ORAL": 3.0}
    choices = {
        medicine: levels[medicine.level] * (2.5 if medicine.is_listed else 1.0)
        for medicine in MEDICINES
        if medicine.level in levels and medicine.since <= day and country in (medicine.countries or (country,))
    }
    return pick(rng, choices)


def _draw_lines(rng: Random, *, subtype: str, country: str, diagnosis: int, reference: int) -> tuple[Treatment, ...]:
    if rng.random() > LINES[subtype]:
        return ()
    chance = STRONG[subtype]
    rows: list[Treatment] = []
    last: int | None = reference
    while last is not None and len(rows) < 4:
        cursor = last
        medicine = _draw_medicine(rng, country=country, chance_strong=chance, day=cursor - 500)
        ended = _draw_last_dose(rng, medicine, reference) if not rows else cursor
        stop = ended or reference
        started = max(stop - 60 - round(rng.lognormvariate(6.3, 0.7)), diagnosis + 15, medicine.since)
        if started >= stop - 20:
            break
        rows.append(Treatment(medicine, _draw_name(rng, medicine), started, ended))
        chance *= 0.3
        last = started - rng.randint(7, 120) if rng.random() < 0.62 and started > diagnosis + 200 else None
    return tuple(rows)


def _draw_name(rng: Random, medicine: Medicine) -> str:
    return medicine.names[min(int(rng.expovariate(1.1)), len(medicine.names) - 1)]


def _draw_steroids(rng: Random, relapses: tuple[Relapse, ...], reference: int) -> list[Treatment]:
    rows = []
    for relapse in relapses:
        if relapse.severity != "MILD" and relapse.onset > reference - 730 and rng.random() < 0.65:
            started = relapse.onset + rng.randint(2, 16)
            name = _draw_name(rng, METHYLPREDNISOLONE)
            rows.append(Treatment(METHYLPREDNISOLONE, name, started, started + rng.randint(2, 4)))
    if rng.random() < 0.05:
        started = reference - rng.randint(3, 60)
        rows.append(Treatment(PREDNISONE, _draw_name(rng, PREDNISONE), started, started + rng.randint(4, 14)))
    return rows


def _draw_companions(rng: Random, diagnosis: int) -> list[Treatment]:
    if rng.random() < 0.55:
        return []
    medicine = pick(rng, dict.fromkeys(COMPANIONS, 1.0))
    started = max(diagnosis + rng.randint(30, 1500), medicine.since)
    ended = started + rng.randint(60, 900) if rng.random() < 0.3 else None
    return [Treatment(medicine, _draw_name(rng, medicine), started, ended)]


def _to_step(score: float) -> float:
    step = round(min(max(score, 0.0), 9.0) * 2) / 2
    return 1.0 if step == 0.5 else step


def _draw_edss(rng: Random, *, subtype: str, years: float, screened: tuple[int, ...]) -> tuple[tuple[int, float], ...]:
    mean, spread = EDSS[subtype]
    last = _to_step(rng.gauss(mean + 0.09 * (years - 7), spread))
    rise = pick(rng, RISE[subtype])
    first = screened[0]
    rows = [
        (first - rng.randint(420, 700), _to_step(last - rise - pick(rng, {0.0: 2.0, 0.5: 2.0, 1.0: 1.0}))),
        (first - rng.randint(195, 270), _to_step(last - rise)),
        (first - rng.randint(70, 150), _to_step(last - pick(rng, {0.0: 1.0, 0.5: 1.0}) * (rise > 0))),
        *((day + rng.randint(0, 4), last) for day in screened),
    ]
    return tuple(rows[rng.random() < 0.25 :])


def _draw_scans(rng: Random, *, subtype: str, screened: tuple[int, ...]) -> tuple[Scan, ...]:
    days = [screened[0] - rng.randint(150, 420), *(day + rng.randint(-12, 12) for day in screened)]
    return tuple(_draw_scan(rng, subtype, day) for day in days)


def _draw_scan(rng: Random, subtype: str, day: int) -> Scan:
    gadolinium = "Y" if rng.random() < 0.93 else "N"
    lesions = 1 + min(int(rng.expovariate(0.7)), 11) if rng.random() < LESION[subtype] else 0
    return Scan(day, gadolinium, lesions, lesions + min(int(rng.expovariate(0.6)), 14))


def _draw_egfr(rng: Random) -> str:
    value = rng.gauss(97, 15) if rng.random() > 0.012 else rng.uniform(38, 59)
    if value > 90:
        return pick(rng, {">=90": 25.0, ">60": 25.0, f"{value:.0f}": 50.0})
    return f"{value:.0f}" if rng.random() < 0.85 else f"{value:.1f}"


def _draw_wbc(rng: Random, lines: tuple[Treatment, ...]) -> str:
    is_low = bool(lines) and lines[0].ended is None and lines[0].medicine.level in {"HIGH", "ORAL"}
    return f"{max(2.1, rng.gauss(4.4 if is_low else 6.7, 1.0 if is_low else 1.3)):.1f}"


def _draw_labs(
    rng: Random,
    *,
    subtype: str,
    is_fertile: bool,
    screened: tuple[int, ...],
    diagnosis: int,
    lines: tuple[Treatment, ...],
) -> tuple[Result, ...]:
    carries = {test: rng.random() < share for test, share in (("HIV", 0.003), ("HBSAG", 0.006), ("HCVAB", 0.013))}
    clears_virus = rng.random() < 0.6
    rows = []
    if rng.random() < (0.9 if subtype == "PPMS" else 0.4):
        rows.append(Result(diagnosis - rng.randint(0, 40), "CSF_OCB", "POS" if rng.random() < 0.88 else "NEG"))
    for visit in screened:
        day = visit + (rng.randint(0, 6) if rng.random() < 0.85 else rng.randint(10, 28))
        rows += [Result(visit + rng.randint(0, 3), "EGFR", _draw_egfr(rng))]
        rows += [Result(rows[-1].day, "WBC", _draw_wbc(rng, lines))]
        rows += [Result(day, test, "POS" if positive else "NEG") for test, positive in carries.items()]
        if carries["HCVAB"]:
            rows.append(Result(day + 9, "HCVRNA", "NEG" if clears_virus else "POS"))
        if is_fertile:
            rows.append(Result(visit + rng.randint(0, 5), "HCG", "POS" if rng.random() < 0.004 else "NEG"))
    return tuple(rows)


def _draw_malignancies(rng: Random, *, age: float, reference: int) -> tuple[Malignancy, ...]:
    if rng.random() > 0.014 + 0.0012 * max(0.0, age - 25):
        return ()
    kind = pick(rng, {"BCC_SKIN": 35.0, "CARCINOMA_IN_SITU": 30.0, "OTHER": 35.0})
    diagnosed = reference - rng.randint(40, min(5000, round((age - 15) * YEAR)))
    remission = diagnosed + rng.randint(20, 200)
    return (Malignancy(kind, diagnosed, remission if remission < reference else None),)


def age_at(course: Course, day: int) -> int:
    """Completed years on a day."""
    return count_years(course.birth, day)
