"""What cannot be right together: values that are forgotten and reported, and doubts that are only reported.

Each check is one row of CHECKS, by theme: people, disease, course.
"""

from mesems_dash.store.checks.check import Check
from mesems_dash.store.checks.running import (
    CHECKS,
    find_first_drawn,
    name_sites,
    number_people,
    report_late_screenings,
    run_checks,
    settle_births,
)

__all__ = [
    "CHECKS",
    "Check",
    "find_first_drawn",
    "name_sites",
    "number_people",
    "report_late_screenings",
    "run_checks",
    "settle_births",
]
