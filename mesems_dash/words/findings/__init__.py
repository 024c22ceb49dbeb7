"""What does this chart say? One sentence a chart, from the same frame that the figure draws.

Every chart's title is its finding (`find_*`) and every chart has a text alternative (`describe_*`), so that a screen,
a slide and a test say the same. `phrases.py` has the small phrases.
"""

from mesems_dash.words.findings.accrual import describe_accrual, describe_months, find_accrual, find_months
from mesems_dash.words.findings.arms import (
    describe_arms,
    describe_crossover,
    describe_pooled,
    find_arms,
    find_crossover,
    find_pooled,
)
from mesems_dash.words.findings.balance import describe_difference, describe_groups, find_difference, find_groups
from mesems_dash.words.findings.baseline import describe_love, find_love
from mesems_dash.words.findings.doses import (
    count_results,
    describe_clean_doses,
    describe_doses,
    explain_doses,
    find_dose_disagreements,
    find_doses,
    find_not_computed,
    find_not_given,
    find_outside,
    has_doses,
)
from mesems_dash.words.findings.exclusions import (
    count_people,
    describe_exclusions,
    describe_rows,
    explain_exclusions,
    find_exclusions,
    lead_exclusion,
)
from mesems_dash.words.findings.flow import describe_flow, explain_flow, find_flow
from mesems_dash.words.findings.funnel import (
    describe_funnel,
    describe_funnel_by,
    describe_stage_times,
    find_exits,
    find_funnel,
    find_funnel_by,
    find_stage_times,
)
from mesems_dash.words.findings.second_infusions import (
    describe_infusion_days,
    explain_awaited,
    explain_losses,
    find_awaited,
    find_awaiting_sequences,
    find_awaiting_sites,
    find_losses,
    find_timing,
    find_timing_by_sequence,
)
from mesems_dash.words.findings.sites import describe_sites, find_leading_site, find_quiet_sites, find_sites

__all__ = [
    "count_people",
    "count_results",
    "describe_accrual",
    "describe_arms",
    "describe_clean_doses",
    "describe_crossover",
    "describe_difference",
    "describe_doses",
    "describe_exclusions",
    "describe_flow",
    "describe_funnel",
    "describe_funnel_by",
    "describe_groups",
    "describe_infusion_days",
    "describe_love",
    "describe_months",
    "describe_pooled",
    "describe_rows",
    "describe_sites",
    "describe_stage_times",
    "explain_awaited",
    "explain_doses",
    "explain_exclusions",
    "explain_flow",
    "explain_losses",
    "find_accrual",
    "find_arms",
    "find_awaited",
    "find_awaiting_sequences",
    "find_awaiting_sites",
    "find_crossover",
    "find_difference",
    "find_dose_disagreements",
    "find_doses",
    "find_exclusions",
    "find_exits",
    "find_flow",
    "find_funnel",
    "find_funnel_by",
    "find_groups",
    "find_leading_site",
    "find_losses",
    "find_love",
    "find_months",
    "find_not_computed",
    "find_not_given",
    "find_outside",
    "find_pooled",
    "find_quiet_sites",
    "find_sites",
    "find_stage_times",
    "find_timing",
    "find_timing_by_sequence",
    "has_doses",
    "lead_exclusion",
]
