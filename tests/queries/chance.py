"""Random trials and random selections, the same for the same seed; gaps and contradictions included on purpose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mesems_dash.queries.selection import Selection
from mesems_dash.vocabulary import COUNTED, CRITERIA, NOT_RECORDED, NOT_STATED, OTHER_REASONS, STATUSES, SUBTYPES
from tests.queries.trial import RULE_SETS, Person, Screening, Site, Trial

if TYPE_CHECKING:
    from random import Random

SITES = (
    Site("GEN", "ITA", "registry", target_n=20),
    Site("BAD", "ESP", "london", activated="2013-02", target_n=12),
    Site("AND", "ESP", "registry", target_n=None),
    Site("CPH", "DNK", "copenhagen", closed="2017-01-01", target_n=8),
    Site("NEW", None, "published_2021"),
)
_EARLY = Person(
    "P000",
    "GEN",
    (Screening("2013-05-05", decision="ELIGIBLE", decided="2010-11"),),
    randomisations=((1, "2011-02-03"),),
)
DISPOSITIONS = ("DECLINED", "WITHDRAWN", "COMPLETED", "LOST", "DIED", "SITE_CLOSED", "OTHER")


def make_trial(random: Random, *, people: int) -> Trial:
    """Return a trial; the last site never has anybody, and one person was decided and randomised before all else."""
    everybody = (_EARLY, *(_person(random, number) for number in range(1, people + 1)))
    sequences = ("MSC_FIRST", "PLACEBO_FIRST")
    return Trial(
        sites=SITES,
        people=everybody,
        targets=(("2012-01", 0), ("2015-06", 80), ("2018-12", 160)),
        notes=(("2014-03", "Amendment 2"), ("2013-05-17", "Ottawa opens")),
        allocations={
            p.subject_id: random.choice(sequences) for p in everybody if p.randomisations and random.random() < 0.95
        },
    )


def make_selection(random: Random, trial: Trial) -> Selection:
    """Return a selection with each filter set now and then."""
    reasons = random.choice(("derived", "derived", "recorded"))
    criteria = CRITERIA if reasons == "derived" else (*CRITERIA, *OTHER_REASONS, NOT_STATED)
    first, last = sorted(_day(random) for _ in range(2))
    return Selection(
        sites=_some(random, [site.site_id for site in trial.sites]),
        countries=_some(random, sorted({site.country or NOT_RECORDED for site in trial.sites})),
        subtypes=_some(random, (*SUBTYPES, NOT_RECORDED)),
        sexes=_some(random, ("F", "M", NOT_RECORDED)),
        statuses=_some(random, STATUSES),
        criteria=_some(random, criteria),
        screened_from=first if random.random() < 0.2 else None,
        screened_to=last if random.random() < 0.2 else None,
        rule_set=random.choice((None, None, *RULE_SETS)),
        reasons=reasons,
    )


def _some(random: Random, values) -> tuple[str, ...]:
    if random.random() < 0.7:
        return ()
    return tuple(random.sample(list(values), k=random.randint(1, min(3, len(values)))))


def _person(random: Random, number: int) -> Person:
    screenings = tuple(_screening(random) for _ in range(random.choice((1, 1, 1, 2, 3))))
    is_randomised = random.random() < 0.4
    numbers = random.sample(range(1, len(screenings) + 1), k=min(len(screenings), random.choice((1, 1, 1, 2))))
    return Person(
        subject_id=f"P{number:03}",
        site_id=random.choice(SITES[:-1]).site_id,
        screenings=screenings,
        sex=random.choice(("F", "F", "M", None)),
        harvests=tuple(
            (_text(random), random.choice(("OK", "OK", "FAILED", "PENDING", None)))
            for _ in range(random.choice((0, 0, 1, 2)))
        ),
        randomisations=tuple((n, _text(random, gaps=0.1)) for n in numbers) if is_randomised else (),
        infusions=_infusions(random) if random.random() < 0.3 else (),
        dispositions=_dispositions(random) if random.random() < 0.3 else (),
    )


def _screening(random: Random) -> Screening:
    decision = random.choice(("PENDING", "ELIGIBLE", "INELIGIBLE", None))
    codes = random.sample((*COUNTED, *OTHER_REASONS), k=random.choice((0, 1, 1, 2)))
    return Screening(
        on=_day(random).isoformat(),
        **dict(zip(("fails", "unknown"), _verdict(random), strict=True)),
        decision=decision,
        decided=_text(random) if decision in ("ELIGIBLE", "INELIGIBLE") else None,
        reasons=tuple(codes) if decision != "ELIGIBLE" and random.random() < 0.7 else (),
        subtype=random.choice((*SUBTYPES, "RRMS", "RRMS", None)),
        consent=_text(random),
        by_rule_set={rule_set: _verdict(random) for rule_set in RULE_SETS if random.random() < 0.3},
    )


def _verdict(random: Random) -> tuple[str, str]:
    """Return what fails and what is unknown: nothing in common, often nothing at all."""
    chosen = random.sample(CRITERIA, k=random.choice((0, 0, 1, 1, 2, 4)))
    place = random.randint(0, len(chosen))
    return " ".join(chosen[:place]), " ".join(chosen[place:])


def _infusions(random: Random) -> tuple[tuple[int, bool | None, str | None], ...]:
    numbers = random.choice(((1,), (1, 2), (1, 2), (2,)))
    return tuple((number, random.choice((True, True, None, False)), _text(random)) for number in numbers)


def _dispositions(random: Random) -> tuple[tuple[str, str | None], ...]:
    return tuple((random.choice(DISPOSITIONS), _text(random)) for _ in range(random.choice((1, 1, 2))))


def _day(random: Random) -> date:
    return date(2012, 3, 1) + timedelta(days=random.randrange(2300))


def _text(random: Random, *, gaps: float = 0.3) -> str | None:
    """Return a date that may be partial or missing."""
    text = _day(random).isoformat()
    return text if random.random() > gaps else random.choice((text[:7], text[:4], None))
