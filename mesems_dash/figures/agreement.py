"""Does what sites decided stand against the data? A table of three by three, and the ways in which the two differ.

Frames as of `queries.agreement.count_agreement` and `queries.disagreements.count_disagreements`. The words are neutral:
a slip may be on either side. A cell carries decision and status as customdata, a bar its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from mesems_dash.figures import theme
from mesems_dash.figures.cells import Cell, Grid, draw_grid, wrap_lines
from mesems_dash.figures.narrow import set_narrow
from mesems_dash.vocabulary import DISAGREEMENT_LABELS, DISAGREEMENTS, STATUS_LABELS
from mesems_dash.words.phrases import agree, lower_first, say_part, say_share, say_things
from mesems_dash.words.rows import list_rows
from mesems_dash.words.shares import Share

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DECISION_LABELS",
    "DISAGREEMENT_HEADS",
    "count_kinds",
    "describe_agreement",
    "describe_kinds",
    "draw_agreement",
    "draw_kinds",
    "explain_agreement",
    "explain_kind",
    "explain_kinds",
    "find_agreement",
    "find_kinds",
    "find_opposites",
    "name_cell",
    "tabulate_disagreements",
]

DECISION_LABELS: Final = {
    "ELIGIBLE": "Called eligible",
    "INELIGIBLE": "Called ineligible",
    "NOT_DECIDED": "Not decided by the site",
}
DISAGREEMENT_HEADS: Final = {
    "FAIL_BUT_PASS": "Called ineligible, data pass",
    "ENROLLED_BUT_FAIL": "Called eligible or enrolled, data fail",
    "OTHER_REASON": "Another reason",
    "UNCODED": "Other or free text",
    "CANNOT_DECIDE": "Data cannot decide",
}
"""The kinds in few words, for heads of columns."""
_EXPLAINED: Final = {
    "FAIL_BUT_PASS": "The site called it ineligible; on the record no criterion fails and none is open.",
    "ENROLLED_BUT_FAIL": "The site called it eligible, or the person was randomised on it; on the record one fails.",
    "OTHER_REASON": "Both say ineligible; no criterion that the site recorded fails or is open on the record.",
    "UNCODED": "Both say ineligible; the site recorded “other” or words of its own, on the record a criterion fails.",
    "CANNOT_DECIDE": "The site decided; the record leaves a criterion open and fails none.",
}
_PARTS_EXPLAINED: Final = {
    "RANDOMISED_BUT_FAIL": "The person was randomised on it; on the record a criterion fails.",
    "CALLED_BUT_FAIL": "The site called it eligible, and nobody was randomised on it; on the record a criterion fails.",
}
_ALL: Final = "ALL"
_SAME: Final = frozenset((("ELIGIBLE", "eligible"), ("INELIGIBLE", "ineligible")))
_NARROW_LABEL: Final = 24
_LABEL: Final = 34


# ---------------------------------------------------------------- three by three
def compare(frame: pd.DataFrame) -> Share:
    """Return how many screenings site and data decide alike, of those that both decide by criteria."""
    decided = [row for row in list_rows(frame) if row["decision"] != "NOT_DECIDED" and row["status"] != "unknown"]
    counts = {_key(row): row["screenings"] - row["no_criterion"] for row in decided}
    return Share(sum(number for key, number in counts.items() if key in _SAME), sum(counts.values()))


def find_agreement(frame: pd.DataFrame) -> str:
    """State in how many screenings site and data decide alike, of those that both decide."""
    share = compare(frame)
    if not share.whole:
        return "No screening is decided by both the site and the data"
    return (
        f"Site and data come to the same decision in {say_part(share.part, share.whole, 'screening')} that "
        f"both decide ({say_share(share.part, share.whole)})"
    )


def find_opposites(frame: pd.DataFrame) -> str:
    """State how many decisions are the opposite of what the data say, by direction."""
    opposite = {
        row["decision"]: row["screenings"] - row["no_criterion"] for row in list_rows(frame) if _is_opposite(row)
    }
    if not sum(opposite.values()):
        return "No decision is the opposite of what the data say"
    number = say_things(sum(opposite.values()), "decision is", "decisions are")
    return (
        f"{number} the opposite of what the data say: {opposite['INELIGIBLE']:,} called ineligible, "
        f"{opposite['ELIGIBLE']:,} called eligible"
    )


def explain_agreement(frame: pd.DataFrame) -> str:
    """Say what is counted, how sure the share is, and which screenings are compared with nothing."""
    rows = list_rows(frame)
    apart = sum(row["no_criterion"] for row in rows)
    whole = say_things(sum(row["screenings"] for row in rows), "screening")
    told = (
        f"Screenings, not people: {whole} in all; shares are of the row. Open: not decided. "
        f"Same decision: {compare(frame).say()} of those that both decide by criteria."
    )
    aside = (
        f" {say_things(apart, 'screening')} called ineligible only for a reason that is no criterion (declined, "
        f"withdrew, manufacturing, site closed) {'stands' if apart == 1 else 'stand'} in the table but "
        f"{'is' if apart == 1 else 'are'} compared with nothing."
    )
    return told + (aside if apart else "")


def describe_agreement(frame: pd.DataFrame) -> str:
    """Tell the nine numbers in words, row by row."""
    rows = list_rows(frame)
    told = [
        f"{label}: "
        + ", ".join(
            f"{row['screenings']:,} {STATUS_LABELS[row['status']].lower()}" for row in rows if row["decision"] == code
        )
        for code, label in DECISION_LABELS.items()
    ]
    return f"Table of screenings by the site's decision and what the data say. {'; '.join(told)}."


def draw_agreement(frame: pd.DataFrame) -> go.Figure:
    """Draw the nine cells with count, share of the row and what they mean, and the sums of rows and columns."""
    rows = list_rows(frame)
    sums = {code: sum(row["screenings"] for row in rows if row["decision"] == code) for code in DECISION_LABELS}
    cells = [_draw_cell(row, sums[row["decision"]]) for row in rows]
    cells += [_draw_sum(code, _ALL, number) for code, number in sums.items()]
    cells += [
        _draw_sum(_ALL, status, sum(row["screenings"] for row in rows if row["status"] == status))
        for status in STATUS_LABELS
    ]
    cells.append(_draw_sum(_ALL, _ALL, sum(sums.values())))
    statuses = {status: f"Data say<br><b>{label.lower()}</b>" for status, label in STATUS_LABELS.items()}
    grid = Grid(
        cells=cells,
        rows={**{code: f"{wrap_lines(label, 12)} " for code, label in DECISION_LABELS.items()}, _ALL: "All "},
        columns={**statuses, _ALL: "All"},
        narrow_rows={code: f"{wrap_lines(label, 10)} " for code, label in {**DECISION_LABELS, _ALL: "All"}.items()},
        narrow_columns={**{s: f"Data:<br>{label.lower()}" for s, label in STATUS_LABELS.items()}, _ALL: "All"},
        row_pixels=62,
        head_pixels=48,
    )
    return draw_grid(grid, name="Screenings")


def name_cell(decision: str, status: str) -> str:
    """Name a cell: "Called ineligible, data say eligible"."""
    return f"{DECISION_LABELS[decision]}, data say {STATUS_LABELS[status].lower()}"


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["decision"], row["status"]


def _draw_cell(row: Mapping[str, Any], whole: int) -> Cell:
    number, meaning = row["screenings"], _name_cell(row)
    label = name_cell(*_key(row))
    shown = f"<b>{number:,}</b>  {say_share(number, whole)}"
    return Cell(
        row=row["decision"],
        column=row["status"],
        text=f"{shown}<br>{meaning}" if number else "0",
        narrow_text=f"<b>{number:,}</b><br>{say_share(number, whole)}<br>{meaning}" if number else "0",
        tells=f"{label}: {say_things(number, 'screening')}, {say_share(number, whole)} of the row<br>{_tell_cell(row)}",
        colour=_colour_cell(row),
        strength=number / whole if whole else 0.0,
        customdata=_key(row) if number else None,
    )


def _name_cell(row: Mapping[str, Any]) -> str:
    """Say in two words what a cell means, so that no colour has to."""
    if row["decision"] == "NOT_DECIDED":
        return "site open"
    if row["status"] == "unknown":
        return "data open"
    return "same" if _key(row) in _SAME else f"{row['screenings'] - row['no_criterion']:,} differ"


def _is_opposite(row: Mapping[str, Any]) -> bool:
    return row["decision"] != "NOT_DECIDED" and row["status"] != "unknown" and _key(row) not in _SAME


def _tell_cell(row: Mapping[str, Any]) -> str:
    apart = f"; {row['no_criterion']:,} only for a reason that is no criterion" if row["no_criterion"] else ""
    return f"{_name_cell(row)}{apart}"


def _colour_cell(row: Mapping[str, Any]) -> str:
    if row["decision"] == "NOT_DECIDED":
        return theme.QUIET
    if row["status"] == "unknown":
        return theme.STATUS_COLOURS["unknown"]
    return theme.STATUS_COLOURS["eligible" if _key(row) in _SAME else "ineligible"]


def _draw_sum(decision: str, status: str, number: int) -> Cell:
    return Cell(row=decision, column=status, text=f"<b>{number:,}</b>", tells=say_things(number, "screening"))


# ---------------------------------------------------------------- five kinds
def count_kinds(frame: pd.DataFrame) -> dict[str, int]:
    """Return the screenings of each kind over all sites, zero or not."""
    return {kind: int(frame[kind.lower()].sum()) for kind in DISAGREEMENTS}


def find_kinds(frame: pd.DataFrame) -> str:
    """State how many screenings differ, and in which way most of them."""
    kinds, differing, whole = count_kinds(frame), int(frame["disagreeing"].sum()), int(frame["screenings"].sum())
    if not differing:
        none = "do not differ in the only screening" if whole == 1 else f"differ in none of {whole:,} screenings"
        return f"Site and data {none}"
    top = max(kinds, key=lambda kind: kinds[kind])
    head = f"{say_part(differing, whole, 'screening')} {agree(differing, whole, 'differs', 'differ')}"
    return f"{head}, most often: {lower_first(DISAGREEMENT_LABELS[top])} ({kinds[top]:,})"


def explain_kinds(frame: pd.DataFrame) -> str:
    """Say how the numbers hang together: a screening may differ in two ways."""
    twice = sum(count_kinds(frame).values()) - int(frame["disagreeing"].sum())
    one = "Every screening here differs in one way only, so the bars add up."
    two = f"A screening may differ in two ways, as {say_things(twice, 'screening does', 'screenings do')} here."
    return f"{two if twice else one} Neither side is taken to be right: a slip may be in the decision or in the record."


def explain_kind(kind: str) -> str:
    """Say what a kind, or a part of one, means; nothing for any other code."""
    return {**_EXPLAINED, **_PARTS_EXPLAINED}.get(kind, "")


def describe_kinds(frame: pd.DataFrame) -> str:
    """Tell the bars in words."""
    told = [f"{DISAGREEMENT_LABELS[kind]} {number:,}" for kind, number in count_kinds(frame).items()]
    return f"Bars of screenings by the way in which site and data differ: {'; '.join(told)}."


def draw_kinds(frame: pd.DataFrame) -> go.Figure:
    """Draw one bar a kind, in the vocabulary's order, with its count and its share of the screenings decided."""
    kinds, decided = count_kinds(frame), int(frame["decided"].sum())
    names = list(kinds)
    figure = theme.new_figure(height=304)
    figure.add_trace(
        go.Bar(
            x=list(kinds.values()),
            y=names,
            orientation="h",
            name="Screenings",
            marker_color=theme.STATUS_COLOURS["ineligible"],
            text=[f"<b>{number:,}</b>" for number in kinds.values()],
            textposition="outside",
            cliponaxis=False,
            customdata=[[kind] if number else None for kind, number in kinds.items()],
            hovertext=[_tell_kind(kind, number, decided) for kind, number in kinds.items()],
            hoverinfo="text",
        )
    )
    axis = {"tickvals": names, "autorange": "reversed", "showgrid": False, "fixedrange": True}
    wide, narrow = ([wrap_lines(DISAGREEMENT_LABELS[kind], room) for kind in names] for room in (_LABEL, _NARROW_LABEL))
    figure.update_yaxes(**axis, ticktext=wide, tickfont={"color": theme.INK})
    figure.update_xaxes(visible=False, fixedrange=True, range=[0, 1.2 * max(kinds.values(), default=0) or 1])
    figure.update_layout(bargap=0.45, margin={"t": 4, "b": 4})
    changes = {"ticktext": narrow, "tickfont": {"size": 12, "color": theme.INK}}
    set_narrow(figure, {"yaxis": {**figure.layout.yaxis.to_plotly_json(), **changes}})
    return figure


def _tell_kind(kind: str, number: int, decided: int) -> str:
    of = f"{say_things(number, 'screening')}, {say_share(number, decided)} of {decided:,} decided by the site"
    return f"{DISAGREEMENT_LABELS[kind]}: {of}<br>{wrap_lines(_EXPLAINED[kind], 60)}"


def tabulate_disagreements(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return kinds by site to read, with a last row of sums; `names` says what sites are called."""
    rows = [_make_row(names.get(row["site_id"], row["site_id"]), row) for row in list_rows(frame)]
    sums = {str(name): int(frame[name].sum()) for name in frame.columns if name != "site_id"}
    return pd.DataFrame([*rows, _make_row("All", sums)])


def _make_row(label: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Site": label,
        "Screenings": row["screenings"],
        "Decided": row["decided"],
        **{head: row[kind.lower()] for kind, head in DISAGREEMENT_HEADS.items()},
        "Differ in any way": row["disagreeing"],
        "Of all": say_share(row["disagreeing"], row["screenings"]),
    }
