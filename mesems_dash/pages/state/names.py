"""The pages by name: what the navigation, the server and links call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["PAGES", "TITLE", "TITLES", "PageName"]

TITLE: Final = "MESEMS recruitment"


@dataclass(frozen=True)
class PageName:
    """A page: its module and url path, what the navigation calls it, what it tells, and what a reader needs to see it.

    `needs`: people by name, everything (raw tables too), or the access log; nothing beyond being let in by default.
    """

    path: str
    title: str
    tells: str
    needs: Literal["nothing", "people", "everything", "log"] = "nothing"


PAGES: Final = (
    PageName("overview", "Overview", "Randomised against plan, key numbers, what needs attention."),
    PageName("funnel", "Funnel", "People by stage, from screening to completion, and where they leave."),
    PageName("failures", "Screen failures", "Reasons for failing, by MS subtype."),
    PageName("undecided", "Undecided", "People one value away from a decision, and what to ask each site."),
    PageName("agreement", "Site vs data", "Decisions of sites compared with the data."),
    PageName("arms", "Arms", "The crossover: sequences and periods, or pooled progress."),
    PageName("sites", "Sites", "One row per site: days since last record, screened, failed, randomised against plan."),
    PageName("person", "One person", "Every criterion of one person, with its evidence, on a timeline.", "people"),
    PageName("definitions", "Definitions", "Every term, every criterion, and how rule sets differ."),
    PageName("data", "Data", "Source of the numbers: data cut, rejected rows, queried values, import."),
    PageName("sql", "SQL", "Query the open data with SQL, in a separate process.", "everything"),
    PageName("access", "Access log", "Who looked at closed data or a person, and who downloaded a file.", "log"),
)
"""In the order of the navigation; the first one lives at `/`."""
TITLES: Final = {name.path: name.title for name in PAGES}
