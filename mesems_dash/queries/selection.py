"""Which people and screenings a query looks at: what the filter panel and `--where` say.

The same key again means *or*, another key *and*. `selected.sql` is the one place where a selection becomes SQL: a
query about screenings looks at each screening, a query about people at the screening that decides their status.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Literal, cast

from mesems_dash.errors import UsageError
from mesems_dash.vocabulary import (
    BITS,
    CRITERIA,
    DERIVED,
    NOT_RECORDED,
    NOT_STATED,
    OTHER_REASONS,
    SEX_LABELS,
    STATUSES,
    SUBTYPES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["KEYS", "REASONS", "RECORDED_BITS", "Reasons", "Selection", "parse_conditions", "parse_day"]

Reasons = Literal["derived", "recorded"]
REASONS: Final = ("derived", "recorded")
"""derived: what the data say; recorded: what sites wrote about screenings that they called ineligible."""
RECORDED_BITS: Final = {reason: place for place, reason in enumerate((*CRITERIA, *OTHER_REASONS, NOT_STATED))}
"""A reason's bit in `cases.recorded`: criteria as in every mask, then the other reasons, then not stated."""
KEYS: Final = ("site", "country", "subtype", "sex", "status", "criterion", "from", "to", "reasons")


@dataclass(frozen=True)
class Selection:
    """A choice of people and screenings; an empty tuple or None chooses everything.

    `subtypes` and `sexes` may hold NOT_RECORDED. `criteria` are failing criteria (with reasons "recorded": recorded
    reasons, which may also be OTHER_REASONS or NOT_STATED). Dates are of the screening, both ends included.
    `rule_set` None judges every site by its own rule set.
    """

    sites: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    subtypes: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    screened_from: date | None = None
    screened_to: date | None = None
    rule_set: str | None = None
    reasons: Reasons = "derived"

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered; the rule set and the kind of reasons choose no people."""
        return self == Selection(rule_set=self.rule_set, reasons=self.reasons)

    def parameters(self) -> dict[str, object]:
        """Return the values that `selected.sql` binds, by name."""
        return {
            "sites": list(self.sites),
            "countries": list(self.countries),
            "subtypes": list(self.subtypes),
            "sexes": list(self.sexes),
            "statuses": list(self.statuses),
            "failing_mask": _mask(self.criteria, BITS) if self.reasons == "derived" else 0,
            "recorded_mask": _mask(_as_recorded(self.criteria), RECORDED_BITS) if self.reasons == "recorded" else 0,
            "screened_from": self.screened_from,
            "screened_to": self.screened_to,
            "rule_set": self.rule_set,
        }


def parse_conditions(conditions: Iterable[tuple[str, str]], *, rule_set: str | None = None) -> Selection:
    """Build a selection from KEY=VALUE pairs as on the command line.

    `from` and `to` take a full date; given twice, the wider one holds. Codes are accepted in any case. Sites and
    countries are not checked here: which exist depends on the cut. Raises UsageError for an unknown key or value,
    naming what is allowed.
    """
    values: dict[str, list[str]] = defaultdict(list)
    for key, value in conditions:
        if key not in KEYS:
            raise UsageError(f'unknown key "{key}"; expected one of {", ".join(KEYS)}')
        values[key].append(value.strip())
    reasons = _parse_reasons(values["reasons"])
    selection = Selection(
        sites=_unique(values["site"]),
        countries=_unique(value.upper() for value in values["country"]),
        subtypes=_parse_codes("subtype", values["subtype"], (*SUBTYPES, NOT_RECORDED)),
        sexes=_parse_codes("sex", values["sex"], tuple(SEX_LABELS)),
        statuses=_parse_codes("status", values["status"], STATUSES),
        criteria=_parse_codes("criterion", values["criterion"], _allowed_criteria(reasons)),
        screened_from=min((_parse_date("from", value) for value in values["from"]), default=None),
        screened_to=max((_parse_date("to", value) for value in values["to"]), default=None),
        rule_set=rule_set,
        reasons=reasons,
    )
    _check_order(selection)
    return selection


def parse_day(text: str) -> date:
    """Return the day that YYYY-MM-DD says, all ten characters of it. Raises ValueError for anything else."""
    return datetime.strptime(f"{text:>10}", "%Y-%m-%d").date()  # strptime alone would take 2018-6-3


def _allowed_criteria(reasons: Reasons) -> tuple[str, ...]:
    return CRITERIA if reasons == "derived" else (*CRITERIA, *OTHER_REASONS, NOT_STATED)


def _parse_reasons(values: list[str]) -> Reasons:
    codes = _parse_codes("reasons", values, REASONS) or ("derived",)
    if len(codes) > 1:
        raise UsageError("reasons is given twice; choose derived or recorded")
    return cast("Reasons", codes[0])


def _parse_codes(key: str, values: Iterable[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the allowed codes that were named, in the order of the closed list."""
    known = {code.casefold(): code for code in allowed}
    chosen = set()
    for value in values:
        if value.casefold() not in known:
            raise UsageError(f'{key} is "{value}"; expected one of {", ".join(allowed)}')
        chosen.add(known[value.casefold()])
    return tuple(code for code in allowed if code in chosen)


def _parse_date(key: str, value: str) -> date:
    try:
        return parse_day(value)
    except ValueError as error:
        raise UsageError(f'{key} is "{value}"; expected a date as YYYY-MM-DD') from error


def _check_order(selection: Selection) -> None:
    first, last = selection.screened_from, selection.screened_to
    if first is not None and last is not None and first > last:
        raise UsageError(f"from {first} lies after to {last}; expected the earlier date in from")


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _as_recorded(criteria: tuple[str, ...]) -> tuple[str, ...]:
    """Recorded E1..E3 count as I1."""
    return tuple("I1" if criterion in DERIVED else criterion for criterion in criteria)


def _mask(criteria: tuple[str, ...], bits: Mapping[str, int]) -> int:
    return sum(1 << bits[criterion] for criterion in set(criteria))
