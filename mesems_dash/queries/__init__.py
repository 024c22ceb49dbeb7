"""Questions to a data cut: one question is one function and one SQL file of the same name.

A query takes a `Cut` and a `Selection` and returns a frame whose columns its docstring lists. `door` is the only way
to the database, `selection` says whom a query looks at, `named` what the command line offers.
"""

from mesems_dash.queries.accrual import count_accrual
from mesems_dash.queries.agreement import count_agreement
from mesems_dash.queries.arms import count_arms_by, count_arms_by_day, count_arms_over_time, list_strata
from mesems_dash.queries.attention import ATTENTION_LABELS, list_attention
from mesems_dash.queries.attrition import count_attrition
from mesems_dash.queries.baseline import summarise_baseline
from mesems_dash.queries.combinations import count_combinations
from mesems_dash.queries.compared import list_compared
from mesems_dash.queries.crossover import count_crossover, count_crossover_by_sequence
from mesems_dash.queries.disagreement_list import list_disagreements
from mesems_dash.queries.disagreements import count_disagreements
from mesems_dash.queries.doses import list_doses
from mesems_dash.queries.exclusions import count_exclusions
from mesems_dash.queries.exits import count_exits
from mesems_dash.queries.facets import count_facets
from mesems_dash.queries.facts import read_facts
from mesems_dash.queries.failures_by_site import count_failures_by_site
from mesems_dash.queries.failures_over_time import count_failures_over_time
from mesems_dash.queries.findings import list_findings
from mesems_dash.queries.flow import count_flow
from mesems_dash.queries.funnel import count_funnel
from mesems_dash.queries.funnel_by import count_funnel_by
from mesems_dash.queries.key_numbers import count_key_numbers
from mesems_dash.queries.manifest import read_manifest
from mesems_dash.queries.missing_fields import rank_missing_fields
from mesems_dash.queries.named import QUERIES, run_named, settle_names
from mesems_dash.queries.notes import list_notes
from mesems_dash.queries.options import list_options
from mesems_dash.queries.pairs import count_pairs
from mesems_dash.queries.population import count_population
from mesems_dash.queries.questions import list_questions
from mesems_dash.queries.reason_matrix import count_reason_matrix
from mesems_dash.queries.recorded_criteria import count_recorded_criteria
from mesems_dash.queries.rejects import list_rejects
from mesems_dash.queries.rule_sets import list_rule_sets
from mesems_dash.queries.screening_list import count_screenings, list_screenings
from mesems_dash.queries.second_infusions import (
    count_infusion_days,
    count_second_infusions,
    list_awaited_infusions,
)
from mesems_dash.queries.second_infusions_by_sequence import (
    count_infusion_days_by_sequence,
    count_second_infusions_by_sequence,
    list_awaited_infusions_by_sequence,
)
from mesems_dash.queries.selection import Selection, parse_conditions
from mesems_dash.queries.sites import list_sites
from mesems_dash.queries.source_files import list_source_files
from mesems_dash.queries.stage_times import measure_stage_times
from mesems_dash.queries.undecided import count_undecided

__all__ = [
    "ATTENTION_LABELS",
    "QUERIES",
    "Selection",
    "count_accrual",
    "count_agreement",
    "count_arms_by",
    "count_arms_by_day",
    "count_arms_over_time",
    "count_attrition",
    "count_combinations",
    "count_crossover",
    "count_crossover_by_sequence",
    "count_disagreements",
    "count_exclusions",
    "count_exits",
    "count_facets",
    "count_failures_by_site",
    "count_failures_over_time",
    "count_flow",
    "count_funnel",
    "count_funnel_by",
    "count_infusion_days",
    "count_infusion_days_by_sequence",
    "count_key_numbers",
    "count_pairs",
    "count_population",
    "count_reason_matrix",
    "count_recorded_criteria",
    "count_screenings",
    "count_second_infusions",
    "count_second_infusions_by_sequence",
    "count_undecided",
    "list_attention",
    "list_awaited_infusions",
    "list_awaited_infusions_by_sequence",
    "list_compared",
    "list_disagreements",
    "list_doses",
    "list_findings",
    "list_notes",
    "list_options",
    "list_questions",
    "list_rejects",
    "list_rule_sets",
    "list_screenings",
    "list_sites",
    "list_source_files",
    "list_strata",
    "measure_stage_times",
    "parse_conditions",
    "rank_missing_fields",
    "read_facts",
    "read_manifest",
    "run_named",
    "settle_names",
    "summarise_baseline",
]
