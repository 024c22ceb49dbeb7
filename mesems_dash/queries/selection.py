"""Which people and screenings a query looks at: what the filter panel and `--where` say.

The same key again means *or*, another key *and*. `selected.sql` is the one place where a selection becomes SQL: a
query about screenings looks at each screening, a query about people at the screening that decides their status.
`narrow` puts a mark clicked in a chart on top of the filters: it is a selection like any other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from mesems_dash.errors import UsageError
from mesems_dash.queries.asked import describe_code, describe_key, describe_order, quote
from mesems_dash.vocabulary import (
    BITS,
    CRITERIA,
    DERIVED,
    DISAGREEMENTS,
    KINDS,
    LEAF_BITS,
    NOT_RECORDED,
    NOT_STATED,
    OTHER_REASONS,
    SEX_LABELS,
    STATUSES,
    SUBTYPES,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "ANYTHING",
    "CODES",
    "DECISIONS",
    "KEYS",
    "MARKED",
    "MATCHES",
    "MEASURES",
    "NOT_DECIDED",
    "REASONS",
    "RECORDED_BITS",
    "Match",
    "Range",
    "Reasons",
    "Selection",
    "describe_day",
    "list_allowed_criteria",
    "narrow",
    "parse_conditions",
    "parse_day",
]

Match = Literal["any", "all", "none", "only"]
MATCHES: Final = ("any", "all", "none", "only")
"""How chosen criteria must fail: any of them, all, none, or nothing but (some of) them."""
MEASURES: Final = ("failing", "age", "edss", "duration", "relapse")
"""What ranges are asked of: failing criteria, completed years of age, EDSS, years since the first symptom (by completed
months), completed months since the latest relapse."""
NOTHING: Final = ("",)
"""What is left of two choices that have nothing in common: no row has this value."""
Reasons = Literal["derived", "recorded"]
REASONS: Final = ("derived", "recorded")
"""derived: what the data say; recorded: what sites wrote about screenings that they called ineligible."""
RECORDED_BITS: Final = {reason: place for place, reason in enumerate((*CRITERIA, *OTHER_REASONS, NOT_STATED))}
"""A reason's bit in `cases.recorded`: criteria as in every mask, then the other reasons, then not stated."""
_CHOICES: Final = ("sites", "countries", "subtypes", "sexes", "statuses", "decisions")
MARKED: Final = ("all_of", "none_of", "nothing_but", "undecided")
"""The fields that only marks of charts set."""
NOT_DECIDED: Final = "NOT_DECIDED"
DECISIONS: Final = ("ELIGIBLE", "INELIGIBLE", NOT_DECIDED)
CODES: Final[dict[str, tuple[str, ...]]] = {
    "subtype": (*SUBTYPES, NOT_RECORDED),
    "sex": tuple(SEX_LABELS),
    "status": STATUSES,
}
"""What may be asked for by key, whether or not anybody in a cut has it."""
KEYS: Final = ("site", "country", "subtype", "sex", "status", "criterion", "from", "to", "reasons")


@dataclass(frozen=True)
class Range:
    """From `least` to `most`, both included; None is an open end."""

    least: float | None = None
    most: float | None = None

    def meet(self, other: Range) -> Range:
        """Return the range that lies in both."""
        least = [end for end in (self.least, other.least) if end is not None]
        most = [end for end in (self.most, other.most) if end is not None]
        return Range(max(least, default=None), min(most, default=None))


ANYTHING: Final = Range()


@dataclass(frozen=True)
class Selection:
    """A choice of people and screenings; an empty tuple, an open range or None chooses everything.

    `subtypes` and `sexes` may hold NOT_RECORDED. `criteria` are failing criteria (with reasons "recorded": recorded
    reasons, which may also be OTHER_REASONS or NOT_STATED), `match` says how. `all_of`, `none_of`, `nothing_but` and
    `undecided` do the same for marks of charts: fails all of these, none of these, something and nothing but these, is
    undecided on all of these. `leaves` are failing parts of criteria, `kinds` kinds of reason, `decisions` the
    site's (DECISIONS; NOT_DECIDED: pending or none), `recorded` what it wrote, `disagreements` how it differs from the
    data; one of each is enough. Dates are of the screening, both
    ends included. Ranges (MEASURES) keep what surely lies in them; with `is_wide` also what may.
    `rule_set` None judges every site by its own rule set. `is_nobody` says that something was asked for that nothing in
    the cut can meet, and no code of this selection says: nobody is chosen.
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
    match: Match = "any"
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    nothing_but: tuple[str, ...] | None = None
    undecided: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()
    failing: Range = ANYTHING
    age: Range = ANYTHING
    edss: Range = ANYTHING
    duration: Range = ANYTHING
    relapse: Range = ANYTHING
    is_wide: bool = False
    is_nobody: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is filtered; the rule set and the kind of reasons choose no people."""
        return replace(self, rule_set=None, reasons="derived", is_wide=False, match="any") == Selection()

    def parameters(self) -> dict[str, object]:
        """Return the values that `selected.sql` binds, by name."""
        return {
            **{name: list(getattr(self, name)) for name in _CHOICES},
            **({"statuses": list(NOTHING)} if self.is_nobody else {}),
            **self._masks(),
            "leaf_mask": _mask(self.leaves, LEAF_BITS),
            "kind_mask": _mask(self.kinds, _places(KINDS)),
            "written_mask": _mask(_as_recorded(self.recorded), RECORDED_BITS),
            "disagreement_mask": _mask(self.disagreements, _places(DISAGREEMENTS)),
            **self._ends(),
            "is_wide": self.is_wide,
            "screened_from": self.screened_from,
            "screened_to": self.screened_to,
            "rule_set": self.rule_set,
        }

    def _masks(self) -> dict[str, int | None]:
        """What must fail (or be recorded), as masks; 0 asks for nothing, as does no mask of what alone may."""
        chosen = {match: self.criteria if self.match == match else () for match in MATCHES}
        only = [codes for codes in (chosen["only"] or None, self.nothing_but) if codes is not None]
        allowed = [self._mask((*codes, *self._restated)) for codes in only]
        return {
            "any_mask": self._mask((*chosen["any"], *chosen["only"])),
            "all_mask": self._mask((*chosen["all"], *self.all_of)),
            "none_mask": self._mask((*chosen["none"], *self.none_of)),
            "only_mask": reduce(and_, allowed) if allowed else None,
            "undecided_mask": _mask(self.undecided, BITS),
            "is_recorded": self.reasons == "recorded",
        }

    @property
    def _restated(self) -> tuple[str, ...]:
        """What only restates I1 and is no further reason; a recorded one already counts as I1."""
        return DERIVED if self.reasons == "derived" else ()

    def _mask(self, criteria: tuple[str, ...]) -> int:
        return _mask(criteria, BITS) if self.reasons == "derived" else _mask(_as_recorded(criteria), RECORDED_BITS)

    def _ends(self) -> dict[str, float | None]:
        ranges: dict[str, Range] = {measure: getattr(self, measure) for measure in MEASURES}
        return {
            f"{measure}_{end}": getattr(asked, end) for measure, asked in ranges.items() for end in ("least", "most")
        }


def narrow(selection: Selection, mark: Selection) -> Selection:
    """Return the selection that asks for both: the first as it is, and what a mark of a chart stands for.

    A mark's criteria are in `all_of`, `none_of`, `nothing_but` and `undecided`, never in `criteria`;
    its rule set and kind of reasons are those of the selection.
    """
    met = {name: meet(getattr(selection, name), getattr(mark, name)) for name, meet in _MEETS.items()}
    return replace(selection, **met)


def parse_conditions(conditions: Iterable[tuple[str, str]], *, rule_set: str | None = None) -> Selection:
    """Build a selection from KEY=VALUE pairs as on the command line.

    `from` and `to` take a full date; given twice, the wider one holds. Codes are accepted in any case. Sites and
    countries are not checked here: which exist depends on the cut. Raises UsageError for an unknown key or value,
    naming what is allowed.
    """
    values: dict[str, list[str]] = defaultdict(list)
    for key, value in conditions:
        if key not in KEYS:
            raise UsageError(describe_key(key, KEYS))
        values[key].append(value.strip())
    reasons = _parse_reasons(values["reasons"])
    selection = Selection(
        sites=_unique(values["site"]),
        countries=_unique(value.upper() for value in values["country"]),
        subtypes=_parse_codes("subtype", values["subtype"], CODES["subtype"]),
        sexes=_parse_codes("sex", values["sex"], CODES["sex"]),
        statuses=_parse_codes("status", values["status"], CODES["status"]),
        criteria=_parse_codes("criterion", values["criterion"], list_allowed_criteria(reasons)),
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


def describe_day(key: str, value: str) -> str:
    """Say that a value is no date."""
    return f"{key} is {quote(value)}; expected a date as YYYY-MM-DD"


def list_allowed_criteria(reasons: Reasons) -> tuple[str, ...]:
    """Return what may be asked for as a criterion: where sites wrote it, also the reasons that are none."""
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
            raise UsageError(describe_code(key, value, allowed))
        chosen.add(known[value.casefold()])
    return tuple(code for code in allowed if code in chosen)


def _parse_date(key: str, value: str) -> date:
    try:
        return parse_day(value)
    except ValueError as error:
        raise UsageError(describe_day(key, value)) from error


def _check_order(selection: Selection) -> None:
    first, last = selection.screened_from, selection.screened_to
    if first is not None and last is not None and first > last:
        raise UsageError(describe_order(first, last))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _as_recorded(criteria: tuple[str, ...]) -> tuple[str, ...]:
    """Recorded E1..E3 count as I1."""
    return tuple("I1" if criterion in DERIVED else criterion for criterion in criteria)


def _mask(codes: tuple[str, ...], bits: Mapping[str, int]) -> int:
    return sum(1 << bits[code] for code in set(codes))


def _places(codes: tuple[str, ...]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return what two choices share, each of which chooses everything when it is empty."""
    if not (first and second):
        return first or second
    return tuple(value for value in first if value in second) or NOTHING


def _shared(first: tuple[str, ...] | None, second: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return what two choices share, each of which chooses everything when it is None."""
    if first is None or second is None:
        return first if second is None else second
    return tuple(value for value in first if value in second)


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return (*first, *(value for value in second if value not in first))


def _later(first: date | None, second: date | None) -> date | None:
    return max(filter(None, (first, second)), default=None)


def _earlier(first: date | None, second: date | None) -> date | None:
    return min(filter(None, (first, second)), default=None)


_MEETS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    **dict.fromkeys(_CHOICES, _common),
    **dict.fromkeys(MARKED, _union),
    "nothing_but": _shared,
    **dict.fromkeys(MEASURES, Range.meet),
    "screened_from": _later,
    "screened_to": _earlier,
    "is_nobody": or_,
}
"""What two selections together ask of a field; of any other, a mark can ask nothing."""
