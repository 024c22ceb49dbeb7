"""The pieces of the person page as HTML: status marks, cards, facts, the tree of criteria, then and now side by side.

A status is always an icon and a word, never a colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

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
OUTCOMES: Final[dict[str, Outcome]] = {"eligible": "for", "ineligible": "against", "unknown": "open"}
WORDS: Final = {True: "yes", False: "no", None: "open"}


def _mark(outcome: Outcome, word: str) -> Markup:
    mark = Markup('<span class="mesems-mark mesems-{}"><i aria-hidden="true">{}</i>{}</span>')
    return mark.format(outcome, ICONS[outcome], word)


def _mark_criterion(judged: CriterionJudgement) -> Markup:
    outcome: Outcome = "against" if judged.fails else "open" if judged.truth is None else "for"
    if judged.criterion.is_derived and outcome != "for":
        outcome = "aside"
    return _mark(outcome, STATUS_WORDS[judged.status])


# ---------------------------------------------------------------- head
def write_cards(profile: SubjectProfile, then: Assessment | None) -> Markup:
    """Return what the data said then, what they say now, and what the site wrote, side by side."""
    cards = [] if then is None else [_write_card("Then:", then)]
    if profile.now is not None:
        cards.append(_write_card("Now, if nothing new happens:", profile.now))
    if then is not None:
        card = Markup(
            '<div class="mesems-card"><p class="mesems-card-head">The site, screening {}</p>'
            '<p class="mesems-card-value">{}</p><p>{}</p></div>'
        )
        cards.append(card.format(then.number, describe_decision(then), describe_site_and_data(then)))
    return Markup('<div class="mesems-cards">{}</div>').format(Markup("").join(cards))


def _write_card(name: str, assessment: Assessment) -> Markup:
    outcome = OUTCOMES[assessment.judgement.status]
    head = f"{name} {describe_reference(assessment)}"
    value = _mark(outcome, STATUS_LABELS[assessment.judgement.status])
    return Markup(
        '<div class="mesems-card mesems-edge-{}"><p class="mesems-card-head">{}</p>'
        '<p class="mesems-card-value">{}</p><p>{}</p></div>'
    ).format(outcome, head, value, describe_why(assessment))


def write_facts(facts: Mapping[str, str]) -> Markup:
    """Return facts as a row of terms and values."""
    term = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    terms = Markup("").join(term.format(name, value) for name, value in facts.items())
    return Markup('<dl class="mesems-facts">{}</dl>').format(terms)


# ---------------------------------------------------------------- the tree
def write_tree(assessment: Assessment, *, has_window: Collection[str]) -> Markup:
    """Return all criteria as a tree to open and close; those that fail or are undecided are open.

    Those of `has_window` carry a button with their place, to show where they look on the timeline.
    """
    rows = Markup("").join(
        _write_criterion(judged, assessment, place=place, has_window=judged.criterion.id in has_window)
        for place, judged in enumerate(assessment.judgement.criteria)
    )
    return Markup('<div class="mesems-tree" role="group" aria-label="Criteria">{}</div>').format(rows)


def _write_criterion(judged: CriterionJudgement, assessment: Assessment, *, place: int, has_window: bool) -> Markup:
    criterion, facts = judged.criterion, assessment.judgement.facts
    is_news = not criterion.is_derived and (judged.fails or judged.truth is None)
    quiet = "" if is_news else Markup(' class="mesems-quiet"')
    summary = Markup("<summary>{}<span>{}</span><span{}>{}</span></summary>").format(
        _mark_criterion(judged), name_criterion(criterion.id), quiet, _describe(judged, assessment)
    )
    look = Markup('<button type="button" data-row="{}">Show on the timeline</button>')
    read = Markup('<p class="mesems-read"><b>Text:</b> {} <b>How we read it:</b> {} <b>Source:</b> {}.</p>').format(
        criterion.text, criterion.reading, criterion.source
    )
    body = Markup('<div class="mesems-body">{}{}{}</div>').format(
        _write_lines(list_lines(judged, facts)), read, look.format(place) if has_window else ""
    )
    return Markup("<details{}>{}{}</details>").format(" open" if is_news else "", summary, body)


def _describe(judged: CriterionJudgement, assessment: Assessment) -> str:
    """Return the evidence; nothing without a reference date: the summary of the screening says why, once."""
    return "" if assessment.reference_on is None else describe_criterion(judged, assessment.judgement.facts)


def _write_lines(lines: Sequence[Line]) -> Markup:
    if not lines:
        return Markup("")
    heads = map(Markup('<th scope="col">{}</th>').format, ("Asked", "Answer", "On record", "Limit and margin"))
    table = Markup('<table class="mesems-lines"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>')
    return table.format(Markup("").join(heads), Markup("").join(map(_write_line, lines)))


def _write_line(line: Line) -> Markup:
    margin = escape(line.margin)
    if line.ask:
        margin += Markup("{}To find out: {}").format(Markup("<br>") if margin else "", " ".join(line.ask))
    if line.kind:
        margin += Markup('<br><span class="mesems-quiet">{}</span>').format(KIND_LABELS[line.kind])
    kind = Markup(' class="mesems-joint"') if line.test is None and not line.kind else ""
    word = WORDS[line.truth] if line.outcome != "aside" else f"{WORDS[line.truth]}, not needed"
    row = Markup('<tr{} style="--depth:{}"><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>')
    return row.format(kind, line.depth, line.label, _mark(line.outcome, word), line.record, margin)


# ---------------------------------------------------------------- side by side
def write_grid(profile: SubjectProfile, *, caption: str) -> Markup:
    """Return every criterion at every screening, and now, as a table; a sentence says why to who points at a cell."""
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(_name(one)) for one in profile.assessments)
    statuses = [assessment.judgement.status for assessment in profile.assessments]
    overall = Markup("").join(
        Markup("<td>{}</td>").format(_mark(OUTCOMES[status], STATUS_LABELS[status])) for status in statuses
    )
    rows = Markup("").join(_write_grid_row(profile, criterion.id) for criterion in profile.rule_set.criteria)
    return Markup(
        '<div class="mesems-html-table mesems-grid" tabindex="0" role="region" aria-label="{}"><table>'
        '<caption>{}</caption><thead><tr><th scope="col">Criterion</th>{}</tr></thead>'
        '<tbody><tr class="sum"><th scope="row">All together</th>{}</tr>{}</tbody></table></div>'
    ).format(caption, caption, heads, overall, rows)


def _write_grid_row(profile: SubjectProfile, code: str) -> Markup:
    cells = Markup("").join(_write_cell(assessment, code) for assessment in profile.assessments)
    row = Markup('<tr{}><th scope="row">{}</th>{}</tr>')
    return row.format(_mark_differing(profile, code), name_criterion(code), cells)


def _mark_differing(profile: SubjectProfile, code: str) -> Markup:
    """Mark a row whose answers differ from one screening to another, so that it is found at a glance."""
    answers = {assessment.judgement[code].status for assessment in profile.assessments}
    return Markup(' class="mesems-differs"') if len(answers) > 1 else Markup("")


def _name(assessment: Assessment) -> str:
    name = "Now" if assessment.basis == "NOW" else f"Screening {assessment.number}"
    return f"{name}, {describe_reference(assessment)}"


def _write_cell(assessment: Assessment, code: str) -> Markup:
    judged = assessment.judgement[code]
    why = describe_criterion(judged, assessment.judgement.facts)
    return Markup('<td title="{}">{}</td>').format(why, _mark_criterion(judged))
