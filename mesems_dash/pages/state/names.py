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
    PageName("overview", "Overview", "Recruited against target, key numbers, what needs attention today."),
    PageName("funnel", "Funnel", "People by stage, from screening to completion, and where they leave."),
    PageName("failures", "Screen failures", "Reasons for failing, by MS subtype."),
    PageName("undecided", "Undecided", "Who is one value away from a decision, and what to ask each site."),
    PageName("agreement", "Site against data", "What sites decided beside what the data say."),
    PageName("arms", "Arms", "The crossover: sequences and periods, or pooled progress."),
    PageName("sites", "Sites", "One row a site: freshness, screened, failed, randomised against target."),
    PageName("person", "One person", "Every criterion of one person, with its evidence, on a timeline.", "people"),
    PageName("definitions", "Definitions", "Every word, every criterion, and how rule sets differ."),
    PageName("data", "Data", "Where the numbers come from: cut, rejects, warnings, import."),
    PageName("sql", "SQL", "One's own question to the open cut, in a process of its own.", "everything"),
    PageName("access", "Access log", "Who looked at closed data or a person, and who took a file away.", "log"),
)
"""In the order of the navigation; the first one lives at `/`."""
TITLES: Final = {name.path: name.title for name in PAGES}
