"""Every count again, person by person in plain Python, from a Trial and not from its cut: the reference for the SQL.

Written from the data model ("What the counts mean"), slowly and without cleverness.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from mesems_dash.vocabulary import (
    ALL,
    COUNTED,
    DERIVED,
    EXITS,
    NOT_RECORDED,
    NOT_STATED,
    OTHER_REASONS,
    SEQUENCES,
    STAGES,
    SUBTYPES,
)
from tests.queries.trial import full, span

if TYPE_CHECKING:
    from mesems_dash.queries.selection import Selection
    from tests.queries.trial import Person, Screening, Site, Trial

PLACE = {stage: place for place, stage in enumerate(STAGES)}
GROUPS = (*SUBTYPES, NOT_RECORDED)
NO_CRITERION = set(OTHER_REASONS) - {"OTHER"}
"""Reasons that say nothing of criteria."""


@dataclass(frozen=True)
class Known:
    """A person with what follows from the record."""

    person: Person
    site: Site

    @cached_property
    def randomised_numbers(self):
        return sorted(number for number, _ in self.person.randomisations)

    @cached_property
    def deciding(self):
        numbers = self.randomised_numbers
        return self.person.screenings[numbers[0] - 1] if numbers else self.person.screenings[-1]

    @cached_property
    def recorded(self):
        person, stages = self.person, {"SCREENED"}
        if any(s.consent for s in person.screenings):
            stages.add("CONSENTED")
        if any(s.decision == "ELIGIBLE" for s in person.screenings):
            stages.add("ELIGIBLE")
        if any(on or outcome in ("OK", "FAILED") for on, outcome in person.harvests):
            stages.add("HARVESTED")
        if person.randomisations:
            stages.add("RANDOMISED")
        for number in (1, 2):
            if any(n == number and (given or (given is None and on)) for n, given, on in person.infusions):
                stages.add(f"INFUSED_{number}")
        if any(status == "COMPLETED" for status, _ in person.dispositions):
            stages.add("COMPLETED")
        return stages

    @cached_property
    def refused(self):
        stages = {f"INFUSED_{n}" for n, given, _ in self.person.infusions if given is False}
        if self.deciding.decision == "INELIGIBLE" and "ELIGIBLE" not in self.recorded:
            stages.add("ELIGIBLE")
        return stages

    @cached_property
    def last_stage(self):
        return max(self.recorded, key=PLACE.__getitem__)

    def has_reached(self, stage):
        return PLACE[self.last_stage] >= PLACE[stage]

    @cached_property
    def exit(self):
        disposed = {status for status, _ in self.person.dispositions}
        waiting = not self.has_reached("RANDOMISED")
        codes = set(self.deciding.reasons) if waiting else set()
        latest = max(
            enumerate(self.person.harvests),
            key=lambda item: (span(item[1][0])[1] or date.min, item[0]),
            default=(0, (None, None)),
        )[1]
        if self.has_reached("COMPLETED"):
            return None
        tried = {
            "DIED": "DIED" in disposed,
            "LOST": "LOST" in disposed,
            "WITHDREW": "WITHDRAWN" in disposed or "WITHDREW_BEFORE_RANDOMISATION" in codes,
            "DECLINED": "DECLINED" in disposed or "DECLINED_CONSENT" in codes,
            "MANUFACTURING_FAILURE": waiting and (latest[1] == "FAILED" or "MANUFACTURING_FAILURE" in codes),
            "SITE_CLOSED": "SITE_CLOSED" in disposed or "SITE_CLOSED" in codes,
            "FAILED_SCREENING": waiting and self.deciding.decision == "INELIGIBLE",
            "OTHER": "OTHER" in disposed or ("OTHER" in codes and self.deciding.decision != "PENDING"),
            "UNDER_WAY": True,
        }
        return next(name for name, applies in tried.items() if applies)

    @cached_property
    def randomised_on(self):
        numbers = self.randomised_numbers
        return full(dict(self.person.randomisations)[numbers[0]]) if numbers else None

    @cached_property
    def first_screened_on(self):
        return min(full(s.on) for s in self.person.screenings)

    @cached_property
    def eligible_month(self):
        months = []
        for s in self.person.screenings:
            low, high = span(s.decided)
            is_known = low is not None and (low.year, low.month) == (high.year, high.month)
            if s.decision == "ELIGIBLE":
                months.append((low if is_known else full(s.on)).replace(day=1))
        return min(months, default=None)

    @cached_property
    def dates(self):
        """First full date of every stage."""
        person = self.person
        own = {
            "CONSENTED": [s.consent for s in person.screenings],
            "ELIGIBLE": [s.decided for s in person.screenings if s.decision == "ELIGIBLE"],
            "HARVESTED": [on for on, _ in person.harvests],
            "INFUSED_1": [on for n, given, on in person.infusions if n == 1 and given is not False],
            "INFUSED_2": [on for n, given, on in person.infusions if n == 2 and given is not False],
            "COMPLETED": [on for status, on in person.dispositions if status == "COMPLETED"],
        }
        dates = {stage: min(filter(None, map(full, texts)), default=None) for stage, texts in own.items()}
        return {**dates, "SCREENED": self.first_screened_on, "RANDOMISED": self.randomised_on}

    @cached_property
    def failed_on(self):
        return full(self.deciding.decided) or full(self.deciding.on)


@dataclass(frozen=True)
class Judged:
    """A screening as one rule set judges it."""

    known: Known
    screening: Screening
    rule_set: str | None

    @cached_property
    def _verdict(self):
        return self.screening.judge(self._own_rule_set)

    @cached_property
    def _own_rule_set(self):
        return self.rule_set or self.known.site.ruleset

    @cached_property
    def asked(self):
        """What could be asked where it is undecided."""
        return self.screening.ask(self._own_rule_set) if self.status == "unknown" else ()

    @cached_property
    def settling(self):
        """The questions whose answer settles it, whatever it is."""
        return [one for one in self.asked if one.settles == "ALWAYS"]

    @cached_property
    def all_failing(self):
        return self._verdict[0].split()

    @cached_property
    def failing(self):
        """Counted criteria only, in protocol order."""
        return [c for c in COUNTED if c in self.all_failing]

    @cached_property
    def unknown(self):
        return [c for c in COUNTED if c in self._verdict[1].split()]

    @cached_property
    def status(self):
        return "ineligible" if self.failing else "unknown" if self.unknown else "eligible"

    @cached_property
    def written(self):
        """Codes of a screening that the site called ineligible."""
        if self.screening.decision != "INELIGIBLE":
            return []
        return [c for c in (*COUNTED, *OTHER_REASONS) if c in self.screening.reasons] or [NOT_STATED]

    @cached_property
    def subtype(self):
        return self.screening.subtype or NOT_RECORDED

    def matches(self, selection: Selection):
        wanted = [
            (selection.sites, [self.known.site.site_id]),
            (selection.countries, [self.known.site.country or NOT_RECORDED]),
            (selection.subtypes, [self.subtype]),
            (selection.sexes, [self.known.person.sex or NOT_RECORDED]),
            (selection.statuses, [self.status]),
            (self._criteria(selection), self.all_failing if selection.reasons == "derived" else self.written),
        ]
        on = full(self.screening.on)
        return (
            all(not chosen or set(chosen) & set(own) for chosen, own in wanted)
            and (selection.screened_from is None or on >= selection.screened_from)
            and (selection.screened_to is None or on <= selection.screened_to)
        )

    @staticmethod
    def _criteria(selection: Selection):
        if selection.reasons == "derived":
            return selection.criteria
        return tuple("I1" if c in DERIVED else c for c in selection.criteria)


def know(trial: Trial):
    """Everybody in a trial, to be shared between counts."""
    sites = {site.site_id: site for site in trial.sites}
    return [Known(person, sites[person.site_id]) for person in trial.people]


class Counts:
    """Every count of a trial under a selection."""

    def __init__(self, trial: Trial, selection: Selection, everybody: list[Known] | None = None):
        self.trial, self.selection = trial, selection
        self.everybody = everybody or know(trial)
        self.screenings = [
            judged
            for known in self.everybody
            for screening in known.person.screenings
            if (judged := Judged(known, screening, selection.rule_set)).matches(selection)
        ]
        self.people = [j for j in self.screenings if j.screening is j.known.deciding]

    def stages(self):
        seen = set().union({"SCREENED"}, *(known.recorded for known in self.everybody))
        return [stage for stage in STAGES if stage in seen]

    def funnel(self):
        rows = [(s, None, *self._numbers([p for p in self.people if p.known.has_reached(s)])) for s in self.stages()]
        return rows + [(None, e, *self._numbers([p for p in self.people if p.known.exit == e])) for e in EXITS]

    @staticmethod
    def _numbers(people):
        by_status = [sum(p.status == status for p in people) for status in ("eligible", "unknown", "ineligible")]
        return (len(people), sum(len(p.known.person.screenings) for p in people), *by_status)

    def exits(self):
        pairs = [(stage, exit_) for stage in STAGES for exit_ in EXITS]
        rows = []
        for stage, exit_ in pairs:
            people = [p for p in self.people if p.known.last_stage == stage and p.known.exit == exit_]
            if people:
                rows.append((stage, exit_, *self._numbers(people)[:2]))
        return rows

    def _group(self, judged, by):
        site = judged.known.site
        return {"subtype": judged.subtype, "site": site.site_id, "country": site.country or NOT_RECORDED}[by]

    def _groups(self, people, by):
        present = {self._group(p, by) for p in people}
        return [g for g in GROUPS if g in present] if by == "subtype" else sorted(present)

    def funnel_by(self, by):
        rows = []
        for group in self._groups(self.people, by):
            people = [p for p in self.people if self._group(p, by) == group]
            rows += [(group, s, *self._numbers([p for p in people if p.known.has_reached(s)])) for s in self.stages()]
        return rows

    def stage_times(self):
        rows, stages = [], self.stages()
        for before, after in pairwise(stages):
            reached = [p.known.dates for p in self.people if p.known.has_reached(after)]
            days = [(d[after] - d[before]).days for d in reached if d[after] and d[before]]
            quartiles = (None, None, None)
            if len(days) == 1:
                quartiles = (days[0],) * 3
            elif days:
                quartiles = tuple(statistics.quantiles(days, n=4, method="inclusive"))
            rows.append((before, after, len(days), len(reached) - len(days), *quartiles))
        return rows

    def exclusions(self):
        if self.selection.reasons == "recorded":
            return self._recorded()
        return [
            (criterion, subtype, *self._reasons(self._of(subtype), criterion, lambda j: j.failing, self._undecided))
            for criterion in COUNTED
            for subtype in (*GROUPS, ALL)
        ]

    def _recorded(self):
        return [
            (code, subtype, *self._reasons(self._of(subtype), code, lambda j: j.written, self._not_called))
            for code in (*COUNTED, *OTHER_REASONS, NOT_STATED)
            for subtype in (*GROUPS, ALL)
        ]

    def _of(self, subtype):
        return [j for j in self.screenings if subtype in (ALL, j.subtype)]

    @staticmethod
    def _undecided(judged, criterion):
        return criterion in judged.unknown

    @staticmethod
    def _not_called(judged, _):
        return judged.screening.decision not in ("ELIGIBLE", "INELIGIBLE")

    @staticmethod
    def _reasons(screenings, criterion, reasons, is_unknown):
        having = [j for j in screenings if criterion in reasons(j)]
        unknown = sum(is_unknown(j, criterion) for j in screenings)
        return (
            len(having),
            sum(reasons(j) == [criterion] for j in having),
            sum(reasons(j)[0] == criterion for j in having),
            unknown,
            len(screenings) - unknown,
            len({j.known.person.subject_id for j in having}),
        )

    def accrual(self):
        cut_month = self.trial.as_of.replace(day=1)
        plan = {span(month)[0]: n for month, n in self.trial.targets}
        days = [(k.first_screened_on, k.eligible_month, k.randomised_on) for k in self.everybody]
        starts = [day.replace(day=1) for three in days for day in three if day]
        month, last = min([*starts, *plan, cut_month]), max([*plan, cut_month])
        randomised = [p.known.randomised_on for p in self.people if p.known.has_reached("RANDOMISED")]
        rows, cumulative = [], 0
        while month <= last:
            now = self._in_month(randomised, month)
            cumulative += now
            rows.append(
                (
                    month,
                    self._in_month([p.known.first_screened_on for p in self.people], month),
                    self._in_month([p.known.eligible_month for p in self.people], month),
                    now,
                    cumulative if month <= cut_month else None,
                    plan.get(month),
                )
            )
            month = (month + timedelta(days=31)).replace(day=1)
        undated = randomised.count(None)
        return rows + ([(None, 0, 0, undated, len(randomised), None)] if undated else [])

    @staticmethod
    def _in_month(dates, month):
        return sum(d is not None and (d.year, d.month) == (month.year, month.month) for d in dates)

    def crossover(self):
        return [(s, sum(p.known.has_reached(s) for p in self.people)) for s in STAGES[PLACE["RANDOMISED"] :]]

    def _arms(self):
        return [
            ((self.trial.allocations or {}).get(p.known.person.subject_id, NOT_RECORDED), p)
            for p in self.people
            if p.known.has_reached("RANDOMISED")
        ]

    def crossover_by_sequence(self):
        arms, rows = self._arms(), []
        for sequence in (*SEQUENCES, NOT_RECORDED):
            people = [p.known for arm, p in arms if arm == sequence]
            for period, infused, completed in ((1, "INFUSED_1", "INFUSED_2"), (2, "INFUSED_2", "COMPLETED")):
                if people or sequence != NOT_RECORDED:
                    counts = [sum(k.has_reached(stage) for k in people) for stage in (infused, completed)]
                    rows.append((sequence, period, len(people), *counts))
        return rows

    def arms_by(self, by):
        arms, rows = self._arms(), []
        for group in self._groups([p for _, p in arms], by):
            counts = [
                sum(arm == sequence and self._group(p, by) == group for arm, p in arms)
                for sequence in (*SEQUENCES, NOT_RECORDED)
            ]
            rows.append((group, *counts, sum(counts), counts[0] - counts[1]))
        return rows

    def sites(self):
        chosen = [
            site
            for site in self.trial.sites
            if site.site_id in (self.selection.sites or [site.site_id])
            and (site.country or NOT_RECORDED) in (self.selection.countries or [site.country or NOT_RECORDED])
        ]
        return [self._site(site) for site in sorted(chosen, key=lambda site: site.site_id)]

    def _site(self, site):
        people = [p for p in self.people if p.known.site is site]
        failed = [p.known.failed_on for p in people if p.known.exit == "FAILED_SCREENING"]
        randomised = [p.known.randomised_on for p in people if p.known.randomised_on]
        screened = [full(j.screening.on) for j in self.screenings if j.known.site is site]
        of_all = [full(s.on) for known in self.everybody if known.site is site for s in known.person.screenings]
        drawn = sum(p.known.has_reached("RANDOMISED") for p in people)
        numbers = self._numbers(people)
        return {
            "site_id": site.site_id,
            "screened": numbers[0],
            "screenings": numbers[1],
            "data_eligible": numbers[2],
            "undecided": numbers[3],
            "data_ineligible": numbers[4],
            "failed": len(failed),
            "eligible": sum(p.known.has_reached("ELIGIBLE") for p in people),
            "randomised": drawn,
            "randomised_of_target": None if site.target_n is None else drawn,
            "completed": sum(p.known.has_reached("COMPLETED") for p in people),
            "target": site.target_n,
            "days_since_last_screening": self._days_since(screened),
            "days_since_last_screening_of_all": self._days_since(of_all),
            "days_since_last_failed": self._days_since(failed),
            "days_since_last_randomisation": self._days_since(randomised),
        }

    def _days_since(self, dates):
        return (self.trial.as_of - max(dates)).days if dates else None

    def key_numbers(self):
        numbers = self._numbers(self.people)
        known = [p.known for p in self.people]
        recent = self.trial.as_of - timedelta(days=90)
        return {
            "screened": numbers[0],
            "screenings": numbers[1],
            "eligible": numbers[2],
            "undecided": numbers[3],
            "ineligible": numbers[4],
            "randomised": sum(k.has_reached("RANDOMISED") for k in known),
            "completed": sum(k.has_reached("COMPLETED") for k in known),
            "decided": sum(k.deciding.decision in ("ELIGIBLE", "INELIGIBLE") for k in known),
            "failed": sum(k.exit == "FAILED_SCREENING" for k in known),
            "randomised_90_days": sum(k.randomised_on is not None and k.randomised_on > recent for k in known),
            "screened_90_days": sum(k.first_screened_on > recent for k in known),
        }

    def population(self):
        total = sum(len(known.person.screenings) for known in self.everybody)
        return (len(self.people), len(self.everybody), len(self.screenings), total)

    def attention(self):
        """People's matters only: kind, subject, criterion, since."""
        rows = []
        for p in self.people:
            known, on = p.known, full(p.screening.on)
            subject = known.person.subject_id
            is_waiting = known.exit == "UNDER_WAY" and not known.has_reached("RANDOMISED")
            if p.settling and is_waiting:
                rows.append(("ONE_VALUE_AWAY", subject, p.settling[0].criteria.split()[0], on))
            first = known.dates["INFUSED_1"]
            due = first + timedelta(days=182) if first else None
            if known.exit == "UNDER_WAY" and "INFUSED_2" not in known.recorded | known.refused and due:
                rows += [("INFUSION_OVERDUE", subject, None, due)] if due < self.trial.as_of else []
            disagreeing = [s for s in STAGES if s in known.refused and PLACE[s] < PLACE[known.last_stage]]
            if disagreeing:
                rows.append(("STAGE_DISAGREES", subject, disagreeing[0], on))
        return rows + self._disagreeing()

    def _disagreeing(self):
        """Screenings where site and data disagree; who only declined was not called ineligible for a criterion."""
        rows = []
        for j in self.screenings:
            person, on = j.known.person, full(j.screening.on)
            called_on = full(j.screening.decided) or on
            is_randomised = person.screenings.index(j.screening) + 1 in [number for number, _ in person.randomisations]
            is_called_failing = j.screening.decision == "INELIGIBLE" and not set(j.written) <= NO_CRITERION
            if j.status == "ineligible" and is_randomised:
                rows.append(("RANDOMISED_INELIGIBLE", person.subject_id, j.failing[0], j.known.randomised_on or on))
            elif j.status == "ineligible" and j.screening.decision == "ELIGIBLE":
                rows.append(("CALLED_ELIGIBLE", person.subject_id, j.failing[0], called_on))
            elif j.status == "eligible" and is_called_failing:
                rows.append(("CALLED_INELIGIBLE", person.subject_id, None, called_on))
        return rows
