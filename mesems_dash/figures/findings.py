"""What does this chart say? One sentence a chart, from the same frame that the figure draws.

Every chart's title is its finding (`find_*`) and every chart has a text alternative (`describe_*`), so that a screen,
a slide and a test say the same. `words.py` has the small phrases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from mesems_dash.figures.rows import list_rows, pivot_people
from mesems_dash.figures.sites import name_sites
from mesems_dash.figures.words import (
    join_words,
    lower_first,
    name_group,
    name_reason,
    say_change,
    say_count,
    say_month,
    say_of,
    say_people,
    say_share,
    say_things,
)
from mesems_dash.vocabulary import (
    ALL,
    CRITERIA,
    EXIT_LABELS,
    SEQUENCE_LABELS,
    STAGE_LABELS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "count_people",
    "describe_accrual",
    "describe_arms",
    "describe_crossover",
    "describe_exclusions",
    "describe_funnel",
    "describe_funnel_by",
    "describe_groups",
    "describe_imbalance",
    "describe_months",
    "describe_pooled",
    "describe_sites",
    "describe_stage_times",
    "explain_exclusions",
    "find_accrual",
    "find_arms",
    "find_crossover",
    "find_exclusions",
    "find_exits",
    "find_funnel",
    "find_funnel_by",
    "find_groups",
    "find_imbalance",
    "find_leading_site",
    "find_months",
    "find_pooled",
    "find_quiet_sites",
    "find_sites",
    "find_stage_times",
    "lead_exclusion",
    "say_rows",
]

_MOST_OFTEN: Final = {
    "any": "fails most often",
    "only": "is most often the only reason",
    "first": "is most often the first reason",
}
_MODE: Final = {"any": "any reason", "only": "only reason", "first": "first reason"}
_FEW: Final = 3
_EXIT_VERBS: Final = {
    "DIED": "died",
    "LOST": "were lost to follow-up",
    "WITHDREW": "withdrew",
    "DECLINED": "declined",
    "MANUFACTURING_FAILURE": "for a manufacturing failure",
    "SITE_CLOSED": "because the site closed",
    "FAILED_SCREENING": "failed screening",
    "OTHER": "for another reason",
}
_STEP_ENDS: Final = {
    "SCREENED": "screening",
    "CONSENTED": "consent",
    "ELIGIBLE": "decision",
    "HARVESTED": "harvest",
    "RANDOMISED": "randomisation",
    "INFUSED_1": "first infusion",
    "INFUSED_2": "second infusion",
    "COMPLETED": "completion",
}


# ---------------------------------------------------------------- accrual
def find_accrual(frame: pd.DataFrame) -> str:
    """State how far randomisation is from the plan at the date of the cut.

    `frame` as of `count_accrual`. Past the plan's last month its number stays; without a plan none is mentioned.
    """
    randomised = int(frame["randomised"].sum())
    if not randomised:
        return "Nobody has been randomised yet"
    dated = frame.dropna(subset=["month", "cumulative"])
    planned = dated["target"].ffill().iloc[-1] if len(dated) else None
    if planned is None or pd.isna(planned):
        return f"{say_people(randomised)} randomised so far"
    ahead = randomised - int(planned)
    if ahead == 0:
        return f"Randomisation is exactly on plan, with {say_people(randomised)}"
    return f"Randomisation runs {say_people(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} plan"


def describe_accrual(frame: pd.DataFrame, notes: pd.DataFrame) -> str:
    """Tell the curve in words: first and last month, the end, the plan by then, the dated notes."""
    dated = frame.dropna(subset=["month", "cumulative"])
    if dated.empty:
        return "Line of people randomised so far, by month: no month yet."
    dated = dated.assign(target=dated["target"].ffill())
    first, last = dated.iloc[0], dated.iloc[-1]
    span = f"{say_month(first['month'])} to {say_month(last['month'])}"
    told = [f"Line of people randomised so far, {span}, ending at {say_count(last['cumulative'])}"]
    if pd.notna(last["target"]):
        told.append(f"{say_count(last['target'])} were planned by then")
    told.extend(f"{say_month(note['on'])}: {note['label']}" for note in list_rows(notes))
    return "; ".join(told) + "."


def find_months(frame: pd.DataFrame) -> str:
    """State the month in which most people were screened for the first time; the latest one where several tie."""
    months = frame.dropna(subset=["month"])
    if not int(months["screened"].sum()):
        return "No month has a screening"
    best = max(reversed(list_rows(months)), key=lambda row: int(row["screened"]))
    return f"The busiest month was {say_month(best['month'])}, with {say_people(best['screened'])} newly screened"


def describe_months(frame: pd.DataFrame) -> str:
    """Tell the monthly bars in words."""
    return (
        f"Bars by month: {say_count(frame['screened'].sum())} people screened for the first time, "
        f"{say_count(frame['randomised'].sum())} randomised in all."
    )


# ---------------------------------------------------------------- funnel
def find_funnel(frame: pd.DataFrame) -> str:
    """State how many of those screened were randomised. `frame` as of `count_funnel`."""
    stages = frame.dropna(subset=["stage"]).set_index("stage")["subjects"]
    screened = int(stages.get("SCREENED", 0))
    if not screened:
        return "Nobody has been screened"
    if not stages.get("RANDOMISED", 0):
        return f"{say_people(screened)} screened, nobody randomised yet"
    randomised = int(stages["RANDOMISED"])
    return f"{say_of(randomised, screened)} people screened were randomised, {say_share(randomised, screened)}"


def describe_funnel(frame: pd.DataFrame) -> str:
    """Tell the funnel in words, stage by stage, with the split by what the data say."""
    told = (
        f"{STAGE_LABELS[row['stage']]} {row['subjects']:,} ({row['eligible']:,} eligible, "
        f"{row['undecided']:,} undecided, {row['ineligible']:,} ineligible)"
        for row in list_rows(frame.dropna(subset=["stage"]))
    )
    return "Bars of people by stage, split by what the data say: " + "; ".join(told) + "."


def find_exits(frame: pd.DataFrame) -> str:
    """State the commonest way out, people still under way apart. `frame` as of `count_funnel`."""
    exits = frame.dropna(subset=["exit"]).set_index("exit")["subjects"]
    left = exits.drop(labels="UNDER_WAY", errors="ignore")
    gone, waiting = int(left.sum()), int(exits.get("UNDER_WAY", 0))
    if not gone:
        return f"Nobody has left; {say_people(waiting)} still under way"
    commonest = _EXIT_VERBS[str(left.idxmax())]
    if gone == 1:
        return f"1 person has left: {lower_first(EXIT_LABELS[str(left.idxmax())])}; {waiting:,} still under way"
    return f"{say_people(gone)} have left, {say_count(left.max())} of them {commonest}; {waiting:,} still under way"


def find_funnel_by(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """State which group has the greatest share randomised, among those with somebody screened.

    `frame` as of `count_funnel_by`. The first one is named where several tie.
    """
    groups = {group: stages for group, stages in pivot_people(frame).items() if stages.get("SCREENED")}
    if not any(stages.get("RANDOMISED") for stages in groups.values()):
        return "No group has randomised anybody yet"
    best = max(groups, key=lambda group: groups[group]["RANDOMISED"] / groups[group]["SCREENED"])
    of = say_of(groups[best]["RANDOMISED"], groups[best]["SCREENED"])
    if len(groups) == 1:
        return f"{_name(best, names)}: {of} people screened were randomised"
    return f"{_name(best, names)} has the greatest share randomised, {of}"


def describe_funnel_by(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """Tell the side by side funnels in words: screened and randomised of every group."""
    told = (
        f"{_name(group, names)} {say_count(stages.get('SCREENED', 0))} screened, "
        f"{say_count(stages.get('RANDOMISED', 0))} randomised"
        for group, stages in pivot_people(frame).items()
    )
    return (
        "Table of people by group and stage, shaded by share of those screened: " + ("; ".join(told) or "nobody") + "."
    )


def _name(group: str, names: Mapping[str, str] | None) -> str:
    return (names or {}).get(group) or name_group(group)


def find_stage_times(frame: pd.DataFrame) -> str:
    """State the slowest step by its median. `frame` as of `measure_stage_times`."""
    known = list_rows(frame.dropna(subset=["median"]))
    if not known:
        return "No step has two recorded dates yet"
    slowest = max(known, key=lambda row: row["median"])
    step = f"{_STEP_ENDS[slowest['from_stage']]} to {_STEP_ENDS[slowest['to_stage']]}"
    return f"The longest step, {step}, takes {say_things(round(slowest['median']), 'day')} at the median"


def describe_stage_times(frame: pd.DataFrame) -> str:
    """Tell the medians in words, with how many people each rests on."""
    told = (
        f"{STAGE_LABELS[row['from_stage']]} to {STAGE_LABELS[row['to_stage']]} {row['median']:.0f} days "
        f"(middle half {row['lower_quartile']:.0f} to {row['upper_quartile']:.0f}; {say_people(row['people'])})"
        for row in list_rows(frame.dropna(subset=["median"]))
    )
    return "Median days between steps: " + ("; ".join(told) or "none") + "."


# ---------------------------------------------------------------- screen failures
def find_exclusions(frame: pd.DataFrame, *, mode: str, is_derived: bool = True, subtype: str = ALL) -> str:
    """State the commonest reason, of how many ineligible screenings. `frame` as of `count_exclusions`.

    `is_derived` says whether the data make them ineligible, or the sites called them so. Up to three reasons that tie
    are named together.
    """
    rows = frame[frame["subtype"] == subtype].set_index("criterion")
    counts, whole = rows[mode], int(rows["first"].sum())
    among = "" if subtype == ALL else f" in {lower_first(name_group(subtype))}"
    kind = "ineligible screenings" if is_derived else "screenings called ineligible"
    if not whole:
        return f"No screening was {'' if is_derived else 'called '}ineligible{among}"
    top = int(counts.max())
    if not top:
        return f"Of {whole:,} {kind}{among}, none has a single reason"
    leaders = [_name_with_code(str(reason)) for reason in counts.index[counts == top]]
    return f"{_say_leaders(leaders, mode, is_derived=is_derived)}: {say_of(top, whole)} {kind}{among}"


def _say_leaders(leaders: list[str], mode: str, *, is_derived: bool) -> str:
    if len(leaders) > _FEW:
        return f"{len(leaders)} reasons tie"
    if len(leaders) > 1:
        return f"{join_words(leaders)} tie as {_MODE[mode]}"
    verb = "is recorded most often" if mode == "any" and not is_derived else _MOST_OFTEN[mode]
    return f"{leaders[0]} {verb}"


def lead_exclusion(frame: pd.DataFrame) -> str:
    """Return the commonest reason over all subtypes, the first in protocol order where several tie."""
    rows = list_rows(frame[frame["subtype"] == ALL])
    return str(max(rows, key=lambda row: int(row["any"]))["criterion"])


def explain_exclusions(frame: pd.DataFrame, *, is_derived: bool) -> str:
    """Say what is counted: of how many screenings, and which are left out."""
    rows = list_rows(frame[frame["subtype"] == ALL])
    whole, screenings = sum(row["first"] for row in rows), rows[0]["assessed"] + rows[0]["unknown"]
    if is_derived:
        return (
            f"Screenings, not people: {say_of(whole, screenings)} are ineligible by the data. A screening may fail "
            "several criteria. Undecided ones count apart, of all screenings. E1 to E3 restate I1 and never count."
        )
    return (
        f"Screenings, not people: sites called {say_of(whole, screenings)} ineligible; "
        f"{say_count(rows[0]['unknown'])} are not decided. Recorded E1 to E3 count as I1."
    )


def count_people(screenings: int, people: int) -> str:
    """Say how many screenings, of how many people."""
    return f"{say_things(screenings, 'screening')} of {say_people(people)}"


def say_rows(start: int, most: int, whole: int) -> str:
    """Say which rows of a long list are seen: "51 to 100 of 231"."""
    return f"{start + 1:,} to {min(start + most, whole):,} of {whole:,}"


def _name_with_code(reason: str) -> str:
    return f"{name_reason(reason)} ({reason})" if reason in CRITERIA else name_reason(reason)


def describe_exclusions(frame: pd.DataFrame, *, mode: str) -> str:
    """Tell the reasons over all subtypes in words, commonest first, then those that nobody had."""
    counts = frame[frame["subtype"] == ALL].set_index("criterion")[mode]
    seen = counts[counts > 0].sort_values(ascending=False, kind="stable")
    none = [_name_with_code(str(reason)) for reason in counts.index[counts == 0]]
    told = [f"{_name_with_code(str(reason))} {number:,}" for reason, number in seen.items()]
    ending = f"; with none: {', '.join(none)}" if none else ""
    return f"Bars of screenings by {_MODE[mode]} and subtype. All subtypes: {', '.join(told) or 'none'}{ending}."


# ---------------------------------------------------------------- arms
def find_arms(frame: pd.DataFrame) -> str:
    """State which sequence leads, and by how many. `frame` as of `count_arms_over_time`."""
    first, second = (lower_first(label) for label in SEQUENCE_LABELS.values())
    one, other = int(frame["msc_first"].sum()), int(frame["placebo_first"].sum())
    if not one + other:
        return "Nobody has been allocated yet"
    if one == other:
        return f"The sequences are level, {one:,} each"
    leader = first if one > other else second
    return f"{leader.capitalize()} leads by {abs(one - other):,}: {one:,} {first}, {other:,} {second}"


def find_imbalance(frame: pd.DataFrame) -> str:
    """State the greatest imbalance so far, and when. `frame` as of `count_arms_over_time`."""
    months = list_rows(frame.dropna(subset=["month"]))
    worst = max(months, key=lambda row: abs(row["imbalance"]), default=None)
    if worst is None or not worst["imbalance"]:
        return "At no month's end was one sequence ahead"
    return f"At most {say_people(abs(worst['imbalance']))} apart, first in {say_month(worst['month'])}"


def describe_arms(frame: pd.DataFrame) -> str:
    """Tell the two lines in words."""
    one, other = int(frame["msc_first"].sum()), int(frame["placebo_first"].sum())
    return f"Two lines of people randomised so far, by month: cells first {one:,}, placebo first {other:,} at the end."


def describe_imbalance(frame: pd.DataFrame) -> str:
    """Tell the bars of the imbalance in words."""
    months = list_rows(frame.dropna(subset=["month"]))
    if not months:
        return "Bars of cells first minus placebo first by month: no month yet."
    values = [row["imbalance"] for row in months]
    return (
        f"Bars of cells first minus placebo first, by month: between {say_change(min(values))} and "
        f"{say_change(max(values))}, {say_change(values[-1])} at the end."
    )


def find_groups(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """State in which group the sequences are furthest apart; all of them where several tie up to three."""
    rows = list_rows(frame)
    worst = max((abs(row["imbalance"]) for row in rows), default=0)
    if not worst:
        return "The sequences are level in every group"
    leaders = [_name(row["group_value"], names) for row in rows if abs(row["imbalance"]) == worst]
    where = join_words(leaders) if len(leaders) <= _FEW else f"{len(leaders)} groups"
    return f"Furthest apart in {where}: {say_people(worst)}{' each' if len(leaders) > 1 else ''}"


def describe_crossover(frame: pd.DataFrame) -> str:
    """Tell the crossover in words."""
    told = (
        f"{SEQUENCE_LABELS.get(row['sequence'], 'no allocation')}, period {row['period']}: "
        f"{row['assigned']:,} assigned, {row['infused']:,} infused, {row['completed']:,} completed"
        for row in list_rows(frame)
    )
    return "People by sequence and period: " + ("; ".join(told) or "none") + "."


def describe_pooled(frame: pd.DataFrame) -> str:
    """Tell pooled progress in words."""
    told = (f"{STAGE_LABELS[row['stage']]} {row['pooled_count']:,}" for row in list_rows(frame))
    return "People through the crossover, both sequences together: " + ("; ".join(told) or "none") + "."


def describe_groups(frame: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """Tell the sequences within groups in words. `frame` as of `count_arms_by`."""
    told = (
        f"{_name(row['group_value'], names)} {row['msc_first']:,} cells first, {row['placebo_first']:,} placebo first"
        for row in list_rows(frame)
    )
    return "People by group and sequence: " + ("; ".join(told) or "none") + "."


def find_crossover(frame: pd.DataFrame) -> str:
    """State how many of those infused at week 0 crossed over. `frame` as of `count_crossover_by_sequence`."""
    infused = frame.groupby("period")["infused"].sum()
    first, second = int(infused.get(1, 0)), int(infused.get(2, 0))
    if not first:
        return "Nobody has been infused yet"
    return f"{say_of(second, first)} people infused at week 0 crossed over at week 24"


def find_pooled(frame: pd.DataFrame) -> str:
    """State pooled progress without a word on sequence. `frame` as of `count_crossover`."""
    counts = frame.set_index("stage")["pooled_count"]
    randomised = int(counts.get("RANDOMISED", 0))
    if not randomised:
        return "Nobody has been randomised yet"
    return f"{say_of(int(counts.get('COMPLETED', 0)), randomised)} people randomised have completed both periods"


# ---------------------------------------------------------------- sites
def find_leading_site(frame: pd.DataFrame) -> str:
    """State which site randomised most; the first by id where several tie. `frame` as of `list_sites`."""
    rows = list_rows(frame)
    best = max(rows, key=lambda row: int(row["randomised"]), default=None)
    if best is None or not best["randomised"]:
        return "No site has randomised yet"
    planned = "" if best["target"] is None else f" of {best['target']:,} planned"
    return f"{name_sites(frame)[best['site_id']]} has randomised most, {best['randomised']:,}{planned}"


def find_sites(frame: pd.DataFrame) -> str:
    """State how many sites have randomised, of how many, and how many reached their target."""
    if frame.empty:
        return "No site to show"
    active = int((frame["randomised"] > 0).sum())
    planned = frame.dropna(subset=["target"])
    head = f"{say_of(active, len(frame))} {'site has' if len(frame) == 1 else 'sites have'} randomised"
    if planned.empty:
        return head
    return f"{head}; {say_count((planned['randomised'] >= planned['target']).sum())} reached the planned number"


def find_quiet_sites(frame: pd.DataFrame, *, as_of: date, quiet_days: int = 90) -> str:
    """State how many open sites have screened nobody at all in the last `quiet_days`, whoever is selected."""
    open_sites = frame[frame["is_open"].fillna(value=False).astype(bool)]
    since = open_sites["days_since_last_screening_of_all"]
    quiet = int((since.isna() | (since > quiet_days)).fillna(value=True).sum())
    span = f"in the {quiet_days} days to {as_of.day} {say_month(as_of)}"
    if open_sites.empty:
        return "No site is open"
    if not quiet:
        return f"Every open site has screened {span}"
    return f"{say_of(quiet, len(open_sites))} open sites screened nobody {span}"


def describe_sites(frame: pd.DataFrame) -> str:
    """Tell the sites in words: randomised of planned."""
    names = name_sites(frame)
    told = (
        f"{names[row['site_id']]} {say_count(row['randomised'])} of {say_count(row['target'])}"
        for row in list_rows(frame)
    )
    return "People randomised of those planned, by site: " + ("; ".join(told) or "none") + "."
