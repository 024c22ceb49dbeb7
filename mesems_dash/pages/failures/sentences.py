"""What Screen failures shows, in plain English: each filter beside the panel, and each mark of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.queries.selection import ANYTHING, NOT_DECIDED, parse_day
from mesems_dash.vocabulary import ALL, DISAGREEMENT_LABELS, KIND_LABELS, STATUS_LABELS
from mesems_dash.words.phrases import format_date, join_words, name_criterion, name_decision, name_group, name_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mesems_dash.queries.marks import Mark
    from mesems_dash.queries.selection import Range, Reasons, Selection

__all__ = ["MATCH_LABELS", "MEASURE_LABELS", "describe_filters", "describe_mark", "name_site_decision"]

MATCH_LABELS: Final = {"any": "any of these", "all": "all of these", "none": "none of these", "only": "only these"}
MEASURE_LABELS: Final = {
    "failing": ("Criteria failing", "", ""),
    "age": ("Age", "aged", "completed years"),
    "edss": ("EDSS", "EDSS", ""),
    "duration": ("Disease duration", "ill for", "years (completed months)"),
    "relapse": ("Latest relapse", "latest relapse", "completed months ago"),
}
"""Of each measure its name, and how a range of it is said: before and after the numbers."""
_VERBS: Final = {"derived": "failing", "recorded": "recorded:"}
_DECIDED: Final = {"eligible": "site: eligible", "unknown": "site: not decided", "ineligible": "site: ineligible"}
_COUNTS: Final = {"any": "", "only": "as the only reason", "first": "as the first reason"}


def describe_filters(selection: Selection, leaf_names: Mapping[str, str]) -> list[str]:
    """Return one phrase for each filter that is set; none where nothing is filtered beside the panel."""
    named: list[tuple[str, Sequence[str], Callable[[str], str]]] = [
        ("Status from data", selection.statuses, lambda code: STATUS_LABELS[code].lower()),
        ("Site decision", selection.decisions, lambda code: name_site_decision(code).lower()),
    ]
    reasons: list[tuple[str, Sequence[str], Callable[[str], str]]] = [
        ("Part of I1 that fails", selection.leaves, lambda code: leaf_names.get(code, code)),
        ("Kind of reason", selection.kinds, lambda code: KIND_LABELS[code].lower()),
        ("Recorded by site", selection.recorded, name_reason),
        ("Site vs data", selection.disagreements, lambda code: DISAGREEMENT_LABELS[code].lower()),
    ]
    return [
        *(_describe_choice(*choice) for choice in named if choice[1]),
        *_describe_criteria(selection),
        *(_describe_choice(*choice) for choice in reasons if choice[1]),
        *_describe_ranges(selection),
    ]


def describe_mark(mark: Mark, reasons: Reasons, site_names: Mapping[str, str]) -> str:
    """Say what a mark of a chart stands for: "failing I2 Age, RRMS"."""
    kind, *rest = mark
    verb = _VERBS[reasons]
    if kind == "attrition":
        return _describe_step(rest[0], rest[2].split(), verb)
    if kind == "combination":
        what = "exactly" if rest[1] == "exactly" else "at least"
        return f"{verb} {what} {_join(rest[0].split())}"
    if kind == "pair":
        return f"{verb} {_join(list(dict.fromkeys(rest)))}"
    if kind in ("time", "site", "status"):
        return _describe_lane(mark, reasons, site_names)
    return _describe_bar(mark, verb)


def name_site_decision(code: str) -> str:
    """Name what a site decided."""
    return "Not decided" if code == NOT_DECIDED else f"{name_decision(code)}"


def _describe_choice(title: str, codes: Sequence[str], name: Callable[[str], str]) -> str:
    return f"{title}: {' or '.join(name(code) for code in codes)}"


def _describe_criteria(selection: Selection) -> list[str]:
    if not selection.criteria:
        return []
    verb = _VERBS[selection.reasons].capitalize()
    names = [name_criterion(code) for code in selection.criteria]
    said = {
        "any": f"{verb} {' or '.join(names)}",
        "all": f"{verb} {join_words(names)}",
        "none": f"Not {verb.lower()} {' nor '.join(names)}",
        "only": f"{verb} only {' or '.join(names)}",
    }
    return [said[selection.match]]


def _describe_ranges(selection: Selection) -> list[str]:
    asked = {measure: getattr(selection, measure) for measure in MEASURE_LABELS}
    phrases = [_format_range(measure, limits) for measure, limits in asked.items() if limits != ANYTHING]
    doubt = ["including people for whom this is uncertain"] if phrases and selection.is_wide else []
    return [*phrases, *doubt]


def _format_range(measure: str, limits: Range) -> str:
    _, before, after = MEASURE_LABELS[measure]
    numbers = _describe_limits(limits)
    if measure == "failing":
        return f"{numbers} criteria failing"
    never = "or never" if measure == "relapse" and limits.most is None else ""
    return " ".join(part for part in (before, numbers, after, never) if part)


def _describe_limits(limits: Range) -> str:
    if limits.least is None:
        return f"at most {limits.most:g}"
    if limits.most is None:
        return f"at least {limits.least:g}"
    return f"{limits.least:g}" if limits.least == limits.most else f"{limits.least:g} to {limits.most:g}"


def _join(codes: Sequence[str]) -> str:
    return join_words([name_criterion(code) for code in codes])


def _describe_step(criterion: str, earlier: Sequence[str], verb: str) -> str:
    before = f" and none of {', '.join(earlier)}" if earlier else ""
    return f"{verb} {name_criterion(criterion)}{before}"


def _describe_lane(mark: Mark, reasons: Reasons, site_names: Mapping[str, str]) -> str:
    lane = mark[-1]
    names = STATUS_LABELS if reasons == "derived" else _DECIDED
    status = "" if lane == "all" else names[lane].lower()
    if mark[0] == "status":
        return status
    if mark[0] == "site":
        where = site_names.get(mark[1], "a site that is not in this data cut")  # never what an address may hold
    else:
        where = f"screened {format_date(parse_day(mark[1]))} to {format_date(parse_day(mark[2]))}"
    return ", ".join(part for part in (where, status) if part)


def _describe_bar(mark: Mark, verb: str) -> str:
    criterion, subtype, count = mark
    verb = "undecided on" if count == "unknown" else verb
    what = f"{verb} {name_criterion(criterion)}"
    return ", ".join(
        part for part in (what, _COUNTS.get(count, ""), "" if subtype == ALL else name_group(subtype)) if part
    )
