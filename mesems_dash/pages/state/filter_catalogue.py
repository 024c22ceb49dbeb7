"""Every filter, declared once: its field of a selection, its key in the address, its control and its words.

The panel (`filters.py`), the filters of Screen failures (`narrowing.py`, `facets.py`), the address, the sentences and
what is refused all walk these lists; marks of charts are in `queries/marks.py`. A new filter is a field of `Selection`
with its condition in `selected.sql`, and one entry here; `tests/pages/app/test_every_filter.py` names the place that
was forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mesems_dash.queries.selection import (
    ANYTHING,
    CODES,
    DECISIONS,
    MATCHES,
    NOT_DECIDED,
    REASONS,
    RECORDED_BITS,
    list_allowed_criteria,
)
from mesems_dash.vocabulary import (
    COUNTED,
    DISAGREEMENT_LABELS,
    DISAGREEMENTS,
    KIND_LABELS,
    KINDS,
    LEAVES,
    SEX_LABELS,
    STATUS_LABELS,
    SUBTYPE_LABELS,
)
from mesems_dash.words.countries import COUNTRY_LABELS
from mesems_dash.words.phrases import format_date, join_words, name_criterion, name_decision, name_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mesems_dash.queries.selection import Range, Reasons, Selection

    Names = Mapping[str, Mapping[str, str]]
    """By key, what this data cut calls a code: its sites, its rule sets."""
    Describe = Callable[["Filter", Selection, Names], list[str]]

__all__ = [
    "CONTROLS",
    "FAILURES",
    "PANEL",
    "VERBS",
    "Filter",
    "Kind",
    "describe_filter",
    "list_allowed",
    "list_of_kind",
    "name_code",
]

Kind = Literal["codes", "code", "switch", "range", "day", "rule set"]
"""codes: any number of them, one is enough; code: one of a list; switch: on or off; range: from, to or both."""


VERBS: Final = {"derived": "failing", "recorded": "recorded:"}
"""What comes before criteria in a sentence, by where the reasons come from."""


# ---------------------------------------------------------------- in the sentence
def _describe_codes(one: Filter, selection: Selection, names: Names) -> list[str]:
    codes = getattr(selection, one.field)
    said = (name_code(one, code, names) for code in codes)
    return [f"{one.noun or one.title}: {' or '.join(map(one.write, said))}"] if codes else []


def _describe_nothing(_one: Filter, _selection: Selection, _names: Names) -> list[str]:
    """Leave it to the phrase of another filter, or to the end of the sentence."""
    return []


def _describe_period(_one: Filter, selection: Selection, _names: Names) -> list[str]:
    first, last = selection.screened_from, selection.screened_to
    if first and last:
        return [f"Screened {format_date(first)} to {format_date(last)}"]
    if first:
        return [f"Screened from {format_date(first)}"]
    return [f"Screened up to {format_date(last)}"] if last else []


def _describe_criteria(one: Filter, selection: Selection, names: Names) -> list[str]:
    """Say criteria with how they must fail (`match`), and whose reasons they are (`reasons`)."""
    if not selection.criteria:
        return []
    verb = VERBS[selection.reasons].capitalize()
    said = [name_code(one, code, names) for code in selection.criteria]
    phrases = {
        "any": f"{verb} {' or '.join(said)}",
        "all": f"{verb} {join_words(said)}",
        "none": f"Not {VERBS[selection.reasons]} {' nor '.join(said)}",
        "only": f"{verb} only {' or '.join(said)}",
    }
    return [phrases[selection.match]]


def _describe_range(one: Filter, selection: Selection, _names: Names) -> list[str]:
    limits: Range = getattr(selection, one.field)
    if limits == ANYTHING:
        return []
    return [" ".join(part for part in (one.noun, _format_limits(limits), one.unit) if part)]


def _describe_failing(_one: Filter, selection: Selection, _names: Names) -> list[str]:
    return [] if selection.failing == ANYTHING else [f"{_format_limits(selection.failing)} criteria failing"]


def _describe_relapse(one: Filter, selection: Selection, names: Names) -> list[str]:
    """Say, too, that somebody without a relapse had the latest one long ago."""
    never = " or never" if selection.relapse.most is None else ""
    return [f"{phrase}{never}" for phrase in _describe_range(one, selection, names)]


def _describe_doubt(_one: Filter, selection: Selection, _names: Names) -> list[str]:
    has_range = any(getattr(selection, other.field) != ANYTHING for other in list_of_kind(FAILURES, "range"))
    return ["including people for whom this is uncertain"] if has_range and selection.is_wide else []


def _format_limits(limits: Range) -> str:
    if limits.least is None:
        return f"at most {limits.most:g}"
    if limits.most is None:
        return f"at least {limits.least:g}"
    return f"{limits.least:g}" if limits.least == limits.most else f"{limits.least:g} to {limits.most:g}"


# ---------------------------------------------------------------- one filter
@dataclass(frozen=True, kw_only=True)
class Filter:
    """One filter: `field` of a Selection, `key` in the address, of its control, and in `query` where that has it.

    `title` stands above the control, `noun` in the sentence where that says it in other words. `codes` may be asked
    for, in their order; none: whichever the data cut has (`list_options`). `offered` are fewer of them, `allowed` those
    that a kind of reasons leaves. `name` is the word for a code, `write` how the sentence has that. `counted_as` is
    what the queries of options and counts call it, where not by its key. `unit` and `step` are of a range.
    """

    field: str
    key: str
    title: str = ""
    kind: Kind = "codes"
    noun: str = ""
    codes: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    allowed: Callable[[Reasons], tuple[str, ...]] | None = None
    name: Callable[[str], str] = str
    write: Callable[[str], str] = str
    describe: Describe = _describe_codes
    counted_as: str = ""
    unit: str = ""
    step: float = 1


def describe_filter(one: Filter, selection: Selection, names: Names) -> list[str]:
    """Return what the sentence says of a filter: nothing where it is not set."""
    return one.describe(one, selection, names)


def name_code(one: Filter, code: str, names: Names) -> str:
    """Name a code as the data cut calls it, else in the words of the vocabulary; an unknown one stays as it is."""
    return names.get(one.key, {}).get(code) or one.name(code)


def list_allowed(one: Filter, reasons: Reasons) -> tuple[str, ...]:
    """Return the codes that may be asked for with this kind of reasons."""
    return one.codes if one.allowed is None else one.allowed(reasons)


def list_of_kind(filters: tuple[Filter, ...], *kinds: Kind) -> tuple[Filter, ...]:
    """Return the filters of these kinds, in their order."""
    return tuple(one for one in filters if one.kind in kinds)


def _name_site_decision(code: str) -> str:
    return "Not decided" if code == NOT_DECIDED else name_decision(code)


def _look_up(labels: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: labels.get(code, code)


# ---------------------------------------------------------------- all filters
_MATCH_LABELS: Final = {"any": "any of these", "all": "all of these", "none": "none of these", "only": "only these"}

PANEL: Final = (
    Filter(field="sites", key="site", title="Site"),
    Filter(field="countries", key="country", title="Country", name=_look_up(COUNTRY_LABELS)),
    Filter(
        field="subtypes",
        key="subtype",
        title="MS subtype",
        noun="Subtype",
        codes=CODES["subtype"],
        name=_look_up(SUBTYPE_LABELS),
    ),
    Filter(field="sexes", key="sex", title="Sex", codes=CODES["sex"], name=_look_up(SEX_LABELS)),
    Filter(field="screened_from", key="from", title="Screened from", kind="day", describe=_describe_period),
    Filter(field="screened_to", key="to", title="Screened to", kind="day", describe=_describe_nothing),
    Filter(
        field="rule_set",
        key="rules",
        title="Rule set",
        kind="rule set",
        describe=_describe_nothing,
        counted_as="rule_set",
    ),
)
"""The filters of the panel, in its order: on every page that counts people."""

FAILURES: Final = (
    Filter(
        field="statuses",
        key="status",
        title="Status from data",
        codes=CODES["status"],
        name=_look_up(STATUS_LABELS),
        write=str.lower,
    ),
    Filter(
        field="decisions",
        key="decision",
        title="Site decision",
        codes=DECISIONS,
        name=_name_site_decision,
        write=str.lower,
    ),
    Filter(
        field="criteria",
        key="criterion",
        title="Criteria that fail",
        codes=list_allowed_criteria("recorded"),
        offered=COUNTED,
        allowed=list_allowed_criteria,
        name=name_criterion,
        describe=_describe_criteria,
    ),
    Filter(
        field="match",
        key="match",
        kind="code",
        codes=MATCHES,
        name=_look_up(_MATCH_LABELS),
        describe=_describe_nothing,
    ),
    Filter(
        field="kinds",
        key="kind",
        title="Kind of reason",
        codes=KINDS,
        name=_look_up(KIND_LABELS),
        write=str.lower,
    ),
    Filter(
        field="leaves",
        key="leaf",
        title="Parts of I1 that fail",
        noun="Part of I1 that fails",
        codes=LEAVES,
        offered=tuple(leaf for leaf in LEAVES if leaf.startswith("I1.")),
    ),
    Filter(
        field="recorded",
        key="wrote",
        title="Recorded by site",
        codes=tuple(RECORDED_BITS),
        name=name_reason,
    ),
    Filter(
        field="disagreements",
        key="site-says",
        title="Site vs data",
        codes=DISAGREEMENTS,
        name=_look_up(DISAGREEMENT_LABELS),
        write=str.lower,
        counted_as="site_says",
    ),
    Filter(field="failing", key="failing", title="Criteria failing", kind="range", describe=_describe_failing),
    Filter(
        field="age",
        key="age",
        title="Age",
        kind="range",
        noun="aged",
        unit="completed years",
        describe=_describe_range,
    ),
    Filter(field="edss", key="edss", title="EDSS", kind="range", noun="EDSS", step=0.5, describe=_describe_range),
    Filter(
        field="duration",
        key="duration",
        title="Disease duration",
        kind="range",
        noun="ill for",
        unit="years (completed months)",
        step=0.5,
        describe=_describe_range,
    ),
    Filter(
        field="relapse",
        key="relapse",
        title="Latest relapse",
        kind="range",
        noun="latest relapse",
        unit="completed months ago",
        describe=_describe_relapse,
    ),
    Filter(field="is_wide", key="wide", kind="switch", codes=("1",), describe=_describe_doubt),
)
"""What Screen failures filters on beside the panel, in the order of its controls; elsewhere an address may have it."""

CONTROLS: Final = (Filter(field="reasons", key="reasons", kind="code", codes=REASONS, describe=_describe_nothing),)
"""What a control of Screen failures sets that is no filter: it chooses nobody."""
