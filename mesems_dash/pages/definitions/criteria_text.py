"""The criteria as the rule sets of a cut have them: one entry each, and rule sets side by side with what differs.

All words come from the rule sets that the cut keeps, not from the program: they judged the verdicts beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from mesems_dash.eligibility.outline import outline_criterion
from mesems_dash.pages.definitions.glossary_html import Entry
from mesems_dash.pages.state.markup import write_items
from mesems_dash.vocabulary import CRITERIA, KIND_LABELS, KINDS
from mesems_dash.words.phrases import join_words, lower_first, name_criterion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mesems_dash.eligibility import Criterion, RuleSet

__all__ = ["list_criteria", "list_differing", "write_comparison"]


def list_criteria(rule_sets: Sequence[RuleSet]) -> list[Entry]:
    """Return an entry for each criterion, as the first rule set has it, and which others read it differently."""
    first, *others = rule_sets
    return [_make_entry(code, first, others) for code in CRITERIA]


def _make_entry(code: str, first: RuleSet, others: Sequence[RuleSet]) -> Entry:
    criterion = first.criterion(code)
    differing = [rule_set.title for rule_set in others if rule_set.criterion(code) != criterion]
    kinds = {leaf.kind for leaf in criterion.leaves}
    return Entry(
        code=code,
        name=name_criterion(code),
        text=criterion.text,
        parts=outline_criterion(criterion),
        lines=(
            ("How we read it:", criterion.reading),
            ("Kind of reason:", "; ".join(lower_first(KIND_LABELS[kind]) for kind in KINDS if kind in kinds)),
            ("Source:", criterion.source),
            ("Other readings:", join_words(differing)),
        ),
    )


# ---------------------------------------------------------------- side by side
def list_differing(rule_sets: Sequence[RuleSet]) -> list[str]:
    """Return the criteria that some rule set has otherwise than the first; E1 to E3 only follow from I1."""
    first, *others = rule_sets
    return [
        criterion.id
        for criterion in first.criteria
        if not criterion.is_derived and any(rule_set.criterion(criterion.id) != criterion for rule_set in others)
    ]


def write_comparison(rule_sets: Sequence[RuleSet]) -> Markup:
    """Return a table as HTML: a row for each criterion that differs, a column a rule set; what differs is marked.

    A part that a rule set adds is marked as inserted, one that it leaves out as deleted: both are read out as such.
    """
    first, *others = rule_sets
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(rule_set.title) for rule_set in rule_sets)
    rows = Markup("").join(_write_row(code, first, others) for code in list_differing(rule_sets))
    caption = "Criteria by rule set, with what differs from the first"
    return Markup(
        '<div class="mesems-compared" tabindex="0" role="region" aria-label="{}"><table>'
        '<caption>{}</caption><thead><tr><th scope="col">Criterion</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(caption, caption, heads, rows)


def _write_row(code: str, first: RuleSet, others: Sequence[RuleSet]) -> Markup:
    criterion = first.criterion(code)
    own = write_items(outline_criterion(criterion))
    cells = Markup("").join(_write_cell(rule_set.criterion(code), criterion, first.title) for rule_set in others)
    row = Markup('<tr><th scope="row">{}</th><td><ul>{}</ul></td>{}</tr>')
    return row.format(name_criterion(code), own, cells)


def _write_cell(criterion: Criterion, first: Criterion, title: str) -> Markup:
    if criterion == first:
        return Markup('<td class="same">same as {}</td>').format(title)
    own, known = outline_criterion(criterion), outline_criterion(first)
    added = [Markup("<ins>{}</ins>").format(line) for line in own if line not in known]
    dropped = [Markup("<del>{}</del>").format(line) for line in known if line not in own]
    reading = Markup("<p>{}</p>").format(criterion.reading) if criterion.reading != first.reading else ""
    return Markup('<td class="differs">{}<ul>{}</ul></td>').format(reading, write_items([*added, *dropped]))
