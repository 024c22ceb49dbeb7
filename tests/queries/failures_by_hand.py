"""The views of the screen failures again, screening by screening in plain Python: the reference for their SQL."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

from mesems_dash.vocabulary import COUNTED, NOT_RECORDED, NOT_STATED, OTHER_REASONS
from tests.queries.trial import full

if TYPE_CHECKING:
    from tests.queries.by_hand import Counts, Judged

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Held:
    """A screening with what stands against it, what is undecided and where it stands."""

    judged: Judged
    against: list[str]
    undecided: set[str]
    status: str

    @property
    def on(self):
        return full(self.judged.screening.on)


class Failures:
    """Every view of the screen failures, of one selection of a trial."""

    def __init__(self, counts: Counts):
        self.counts = counts
        self.is_derived = counts.selection.reasons == "derived"
        self.codes = COUNTED if self.is_derived else (*COUNTED, *OTHER_REASONS, NOT_STATED)
        self.held = [self._hold(judged) for judged in counts.screenings]
        self.failing = [held for held in self.held if held.against]

    def _hold(self, judged):
        if self.is_derived:
            return Held(judged, judged.failing, set(judged.unknown), judged.status)
        status = {"INELIGIBLE": "ineligible", "ELIGIBLE": "eligible"}.get(judged.screening.decision, "unknown")
        return Held(judged, judged.written, set(self.codes) if status == "unknown" else set(), status)

    def _statuses(self, held):
        return tuple(sum(h.status == status for h in held) for status in ("ineligible", "unknown", "eligible"))

    def _order(self, order):
        if order == "protocol":
            return list(self.codes)
        left, ordered = list(self.failing), []
        while left:
            best = max(self.codes, key=lambda code: sum(code in held.against for held in left))  # the first of ties
            ordered.append(best)
            left = [held for held in left if best not in held.against]
        return ordered + [code for code in self.codes if code not in ordered]

    def attrition(self, order):
        left, earlier = list(self.held), []
        rows = [("start", None, None, None, len(left), *[None] * 6)]
        for code in self._order(order):
            out = [held for held in left if code in held.against]
            left = [held for held in left if code not in held.against]
            alone = [held for held in self.held if held.against == [code]]
            rows.append(
                (
                    "step",
                    code,
                    " ".join(earlier),
                    len(out),
                    len(left),
                    sum(code in held.against for held in self.held),
                    sum(code in held.undecided for held in left),
                    len(alone),
                    sum(not held.undecided for held in alone),
                    None,
                    None,
                )
            )
            earlier.append(code)
        _, undecided, eligible = self._statuses(left)
        return [*rows, ("end", None, None, None, len(left), *[None] * 4, eligible, undecided)]

    def combinations(self, how, *, limit, min_size):
        exact = Counter(tuple(held.against) for held in self.failing)
        counted = dict(exact)
        if how == "at_least":
            pairs = {tuple(dict.fromkeys(pair)) for pair in combinations_with_replacement(self.codes, 2)}
            counted = {
                codes: sum(set(codes) <= set(held.against) for held in self.failing) for codes in {*exact, *pairs}
            }
        ranked = sorted(
            ((codes, n) for codes, n in counted.items() if n and len(codes) >= min_size),
            key=lambda item: (-item[1], len(item[0]), [self.codes.index(code) for code in item[0]]),
        )[:limit]
        whole = len(self.failing)
        rows = [("combination", " ".join(codes), len(codes), 1, n, whole) for codes, n in ranked]
        hidden = len(exact) - len(ranked)
        if how == "exactly" and hidden:
            rows.append(("others", None, None, hidden, whole - sum(n for _, n in ranked), whole))
        return rows

    def pairs(self):
        return [
            (one, other, sum({one, other} <= set(held.against) for held in self.held))
            for one, other in combinations_with_replacement(self.codes, 2)
        ]

    def over_time(self, step):
        days = [full(s.on) for known in self.counts.everybody for s in known.person.screenings]
        selection = self.counts.selection
        first = max(filter(None, [min(days), selection.screened_from]))
        last = min(filter(None, [max(days), selection.screened_to]))
        start, rows = self._start(first, step), []
        while start <= last and first <= last:
            after = self._start(start + timedelta(days=31 * MONTHS[step]), step)
            end = after - timedelta(days=1)
            held = [h for h in self.held if start <= h.on <= end]
            is_whole = (
                start >= (selection.screened_from or start)
                and end <= (selection.screened_to or end)
                and end <= self.counts.trial.as_of
            )
            rows.append((start, end, len(held), *self._statuses(held), is_whole))
            start = after
        return rows

    @staticmethod
    def _start(day, step):
        months = MONTHS[step]
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def by_site(self):
        selection = self.counts.selection
        sites = sorted(self.counts.trial.sites, key=lambda site: site.site_id)
        chosen = [
            site
            for site in sites
            if (not selection.sites or site.site_id in selection.sites)
            and (not selection.countries or (site.country or NOT_RECORDED) in selection.countries)
        ]
        return [self._site(site) for site in chosen]

    def _site(self, site):
        held = [h for h in self.held if h.judged.known.site is site]
        most = max(self.codes, key=lambda code: sum(code in h.against for h in held))
        leading = sum(most in h.against for h in held)
        return (site.site_id, site.country, len(held), *self._statuses(held), most if leading else None, leading)
