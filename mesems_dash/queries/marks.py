"""What a mark of a chart stands for, as a selection: the one place that reads the customdata of figures.

A mark is a tuple of codes, as figures attach it and as the address keeps it (joined by "~"):

- (criterion, subtype, any | only | first | unknown): a bar of reasons;
- ("attrition", criterion, order, earlier criteria joined by a space): who falls out at that step;
- ("combination", criteria joined by a space, exactly | at_least); ("pair", criterion, criterion);
- ("time", first day, last day, lane); ("site", site, lane); ("status", status), where a lane is a status or "all".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mesems_dash.queries.selection import NOT_DECIDED, RECORDED_BITS, Selection, parse_day
from mesems_dash.vocabulary import ALL, BITS, NOT_RECORDED, SUBTYPES

if TYPE_CHECKING:
    from mesems_dash.queries.selection import Reasons

__all__ = ["Mark", "join_mark", "read_mark", "split_mark"]

Mark = tuple[str, ...]
ALL_LANES: Final = "all"
_SEPARATOR: Final = "~"
_DECISIONS: Final = {"eligible": "ELIGIBLE", "unknown": NOT_DECIDED, "ineligible": "INELIGIBLE"}


def join_mark(view: str, mark: Mark) -> str:
    """Return a view's mark as the address keeps it."""
    return _SEPARATOR.join((view, *mark))


def split_mark(text: str) -> tuple[str, Mark]:
    """Return the view and the mark that the address kept."""
    view, *mark = text.split(_SEPARATOR)
    return view, tuple(mark)


def read_mark(mark: Mark, reasons: Reasons) -> Selection | None:
    """Return what the mark asks for; None if it is no mark, as somebody may have typed into an address.

    With reasons "recorded" a criterion is one that the site wrote, and a lane is what the site decided.
    """
    try:
        read = _READERS.get(mark[0], _read_bar) if mark else _read_bar
        return read(mark, reasons)
    except (KeyError, ValueError):
        return None


def _codes(text: str, reasons: Reasons) -> tuple[str, ...]:
    """Read criteria joined by spaces, at least one."""
    if not text.split():
        raise ValueError(text)
    known = BITS if reasons == "derived" else RECORDED_BITS
    return tuple(sorted(dict.fromkeys(text.split()), key=lambda code: known[code]))


def _in_lane(selection: Selection, lane: str, reasons: Reasons) -> Selection:
    if lane == ALL_LANES:
        return selection
    decision = _DECISIONS[lane]
    return replace(selection, statuses=(lane,)) if reasons == "derived" else replace(selection, decisions=(decision,))


def _read_step(mark: Mark, reasons: Reasons) -> Selection:
    _, criterion, _, earlier = mark
    if criterion in earlier.split():
        raise ValueError(earlier)
    return Selection(all_of=_codes(criterion, reasons), none_of=_codes(earlier, reasons) if earlier.split() else ())


def _read_combination(mark: Mark, reasons: Reasons) -> Selection:
    _, criteria, how = mark
    codes = _codes(criteria, reasons)
    return {"exactly": Selection(all_of=codes, nothing_but=codes), "at_least": Selection(all_of=codes)}[how]


def _read_pair(mark: Mark, reasons: Reasons) -> Selection:
    _, first, second = mark
    return Selection(all_of=_codes(f"{first} {second}", reasons))


def _read_time(mark: Mark, reasons: Reasons) -> Selection:
    _, first, last, lane = mark
    return _in_lane(Selection(screened_from=parse_day(first), screened_to=parse_day(last)), lane, reasons)


def _read_site(mark: Mark, reasons: Reasons) -> Selection:
    _, site, lane = mark
    return _in_lane(Selection(sites=(site,)), lane, reasons)


def _read_status(mark: Mark, reasons: Reasons) -> Selection:
    _, status = mark
    if status == ALL_LANES:
        raise ValueError(status)
    return _in_lane(Selection(), status, reasons)


def _read_bar(mark: Mark, reasons: Reasons) -> Selection:
    criterion, subtype, count = mark
    bits = BITS if reasons == "derived" else RECORDED_BITS
    codes = _codes(criterion, reasons)
    earlier = tuple(code for code, place in bits.items() if place < bits[criterion])
    asked = {
        "any": Selection(all_of=codes),
        "only": Selection(all_of=codes, nothing_but=codes),
        "first": Selection(all_of=codes, none_of=earlier),
        **({"unknown": Selection(undecided=codes)} if reasons == "derived" else {}),
    }[count]
    return replace(asked, subtypes=_SUBTYPES[subtype])


_READERS: Final = {
    "attrition": _read_step,
    "combination": _read_combination,
    "pair": _read_pair,
    "time": _read_time,
    "site": _read_site,
    "status": _read_status,
}
_SUBTYPES: Final[dict[str, tuple[str, ...]]] = {ALL: (), **{code: (code,) for code in (*SUBTYPES, NOT_RECORDED)}}
