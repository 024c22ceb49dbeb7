"""Which statements count and which name people: what is not listed as counting is taken to name people.

A counting statement sees everybody without names, so that it could not tell who they are; any other sees only those
whom its reader may know, see `store/scope.py`. The command line and an app without login see everything.
"""

from __future__ import annotations

from typing import Final

__all__ = ["COUNTING", "NAMING"]

COUNTING: Final = frozenset(
    (
        "accrual",
        "agreement",
        "arms_by",
        "arms_by_day",
        "arms_over_time",
        "arms_strata",
        "attrition",
        "baseline",
        "combinations",
        "crossover",
        "crossover_by_sequence",
        "disagreements",
        "exclusions",
        "exclusions_recorded",
        "exits",
        "facets",
        "failures_by_site",
        "failures_over_time",
        "flow",
        "funnel",
        "funnel_by",
        "infusion_days",
        "infusion_days_by_sequence",
        "key_numbers",
        "manifest",
        "missing_fields",
        "notes",
        "option_counts",
        "options",
        "pairs",
        "population",
        "reason_matrix",
        "recorded_criteria",
        "rule_sets",
        "screening_count",
        "second_infusions",
        "second_infusions_by_sequence",
        "sites",
        "source_files",
        "stage_times",
        "undecided",
    )
)
"""Statements whose rows are counts, or say something about the cut; none has a key or an id of a person."""
NAMING: Final = frozenset(
    (
        "attention",
        "awaited_infusions",
        "awaited_infusions_by_sequence",
        "columns",
        "compared",
        "disagreement_list",
        "doses",
        "facts",
        "findings",
        "person",
        "person_record",
        "questions",
        "rejects",
        "screening_list",
        "subject_ids",
    )
)
"""Statements whose rows are single people, or quote them; `columns` is for the SQL page, which reads whole cuts."""
