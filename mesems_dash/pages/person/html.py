"""The pieces of the person page as HTML: status marks, cards, facts, the tree of criteria, then and now side by side.

Every text is escaped here. A status is always an icon and a word, never a colour alone.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from mesems_dash.eligibility import describe_criterion
from mesems_dash.eligibility.describe import STATUS_WORDS
from mesems_dash.eligibility.tree import list_lines
from mesems_dash.reports.verdict_words import (
    describe_decision,
    describe_reference,
    describe_site_and_data,
    describe_why,
)
from mesems_dash.vocabulary import KIND_LABELS, STATUS_LABELS
from mesems_dash.words.phrases import name_criterion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mesems_dash.eligibility import CriterionJudgement
    from mesems_dash.eligibility.tree import Line, Outcome
    from mesems_dash.reports.subject_profile import Assessment, SubjectProfile

__all__ = ["write_cards", "write_facts", "write_grid", "write_tree"]

ICONS: Final[dict[Outcome, str]] = {"for": "✓", "against": "✕", "open": "?", "aside": "·"}
STANDINGS: Final[dict[str, Outcome]] = {"eligible": "for", "ineligible": "against", "unknown": "open"}
WORDS: Final = {True: "yes", False: "no", None: "open"}


def _mark(outcome: Outcome, word: str) -> str:
    return f'<span class="mesems-mark mesems-{outcome}"><i aria-hidden="true">{ICONS[outcome]}</i>{escape(word)}</span>'


def _mark_criterion(judged: CriterionJudgement) -> str:
    outcome: Outcome = "against" if judged.fails else "open" if judged.truth is None else "for"
    if judged.criterion.is_derived and outcome != "for":
        outcome = "aside"
    return _mark(outcome, STATUS_WORDS[judged.status])


# ---------------------------------------------------------------- head
def write_cards(profile: SubjectProfile, then: Assessment | None) -> str:
    """Return what the data said then, what they say now, and what the site wrote, side by side."""
    cards = [] if then is None else [_write_card("Then:", then)]
    if profile.now is not None:
        cards.append(_write_card("Now, if nothing new happens:", profile.now))
    if then is not None:
        decision, comparison = escape(describe_decision(then)), escape(describe_site_and_data(then))
        text = f'<p class="mesems-card-value">{decision}</p><p>{comparison}</p>'
        cards.append(
            f'<div class="mesems-card"><p class="mesems-card-head">The site, screening {then.number}</p>{text}</div>'
        )
    return f'<div class="mesems-cards">{"".join(cards)}</div>'


def _write_card(name: str, assessment: Assessment) -> str:
    outcome = STANDINGS[assessment.judgement.status]
    head = f"{name} {describe_reference(assessment)}"
    return (
        f'<div class="mesems-card mesems-edge-{outcome}"><p class="mesems-card-head">{escape(head)}</p>'
        f'<p class="mesems-card-value">{_mark(outcome, STATUS_LABELS[assessment.judgement.status])}</p>'
        f"<p>{escape(describe_why(assessment))}</p></div>"
    )


def write_facts(facts: Mapping[str, str]) -> str:
    """Return facts as a row of terms and values."""
    terms = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    return f'<dl class="mesems-facts">{terms}</dl>'


# ---------------------------------------------------------------- the tree
def write_tree(assessment: Assessment, *, has_window: Collection[str]) -> str:
    """Return all criteria as a tree to open and close; those that fail or are undecided are open.

    Those of `has_window` carry a button with their place, to show where they look on the timeline.
    """
    rows = "".join(
        _write_criterion(judged, assessment, place=place, has_window=judged.criterion.id in has_window)
        for place, judged in enumerate(assessment.judgement.criteria)
    )
    return f'<div class="mesems-tree" role="group" aria-label="Criteria">{rows}</div>'


def _write_criterion(judged: CriterionJudgement, assessment: Assessment, *, place: int, has_window: bool) -> str:
    criterion = judged.criterion
    is_news = not criterion.is_derived and (judged.fails or judged.truth is None)
    quiet = "" if is_news else ' class="mesems-quiet"'
    summary = (
        f"<summary>{_mark_criterion(judged)}<span>{escape(name_criterion(criterion.id))}</span>"
        f"<span{quiet}>{escape(describe_criterion(judged, assessment.judgement.facts))}</span></summary>"
    )
    look = (
        f'<button type="button" data-row="{place}">Show on the timeline where it looks</button>' if has_window else ""
    )
    read = (
        f'<p class="mesems-read"><b>Text:</b> {escape(criterion.text)} '
        f"<b>How we read it:</b> {escape(criterion.reading)} <b>Source:</b> {escape(criterion.source)}.</p>"
    )
    body = f'<div class="mesems-body">{_write_lines(list_lines(judged, assessment.judgement.facts))}{read}{look}</div>'
    return f"<details{' open' if is_news else ''}>{summary}{body}</details>"


def _write_lines(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Asked", "Answer", "On record", "Limit and margin"))
    return (
        f'<table class="mesems-lines"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(map(_write_line, lines))}</tbody></table>"
    )


def _write_line(line: Line) -> str:
    margin = escape(line.margin)
    if line.ask:
        margin += f"{'<br>' if margin else ''}To find out: {escape(' '.join(line.ask))}"
    if line.kind:
        margin += f'<br><span class="mesems-quiet">{escape(KIND_LABELS[line.kind])}</span>'
    kind = ' class="mesems-joint"' if line.test is None and not line.kind else ""
    word = WORDS[line.truth] if line.outcome != "aside" else f"{WORDS[line.truth]}, not needed"
    cells = f"<td>{escape(line.label)}</td><td>{_mark(line.outcome, word)}</td>"
    return f'<tr{kind} style="--depth:{line.depth}">{cells}<td>{escape(line.record)}</td><td>{margin}</td></tr>'


# ---------------------------------------------------------------- side by side
def write_grid(profile: SubjectProfile, *, caption: str) -> str:
    """Return every criterion at every screening, and now, as a table; a sentence says why to who points at a cell."""
    heads = "".join(f'<th scope="col">{escape(_name(assessment))}</th>' for assessment in profile.assessments)
    overall = "".join(
        f"<td>{_mark(STANDINGS[assessment.judgement.status], STATUS_LABELS[assessment.judgement.status])}</td>"
        for assessment in profile.assessments
    )
    rows = "".join(
        f'<tr{_describe_apart(profile, criterion.id)}><th scope="row">{escape(name_criterion(criterion.id))}</th>'
        + "".join(_write_cell(assessment, criterion.id) for assessment in profile.assessments)
        + "</tr>"
        for criterion in profile.rule_set.criteria
    )
    return (
        '<div class="mesems-html-table mesems-grid" tabindex="0" role="region" '
        f'aria-label="{escape(caption)}"><table><caption>{escape(caption)}</caption><thead><tr><th '
        f'scope="col">Criterion</th>{heads}</tr></thead><tbody><tr class="sum"><th scope="row">All '
        f"together</th>{overall}</tr>{rows}</tbody></table></div>"
    )


def _describe_apart(profile: SubjectProfile, code: str) -> str:
    """Mark a row whose answers differ from one screening to another, so that it is found at a glance."""
    answers = {assessment.judgement[code].status for assessment in profile.assessments}
    return ' class="mesems-differs"' if len(answers) > 1 else ""


def _name(assessment: Assessment) -> str:
    name = "Now" if assessment.basis == "NOW" else f"Screening {assessment.number}"
    return f"{name}, {describe_reference(assessment)}"


def _write_cell(assessment: Assessment, code: str) -> str:
    judged = assessment.judgement[code]
    why = describe_criterion(judged, assessment.judgement.facts)
    return f'<td title="{escape(why)}">{_mark_criterion(judged)}</td>'
