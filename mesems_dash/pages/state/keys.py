"""Every widget key in one place. A key that is bound to the URL is the name of its query parameter.

Filters have the keys that `filter_catalogue.py` gives them; here are names for those that something refers to.
Page-specific keys start with the page's url path (`failures-reasons`). No key is ever bound to a subject id or to
free text: an address is shared, logged and bookmarked.
"""

from __future__ import annotations

from typing import Final

from mesems_dash.pages.state.filter_catalogue import CONTROLS, FAILURES, PANEL, list_of_kind

SITE: Final = "site"
COUNTRY: Final = "country"
SUBTYPE: Final = "subtype"
SEX: Final = "sex"
SCREENED_FROM: Final = "from"
SCREENED_TO: Final = "to"
RULE_SET: Final = "rules"
CUT: Final = "cut"
FILTERS: Final = tuple(one.key for one in PANEL)
"""The filters proper, in the order of the panel; the data cut is chosen beside them and is no filter."""
NO_DATES: Final = {one.key: f"{one.key}-as-asked" for one in list_of_kind(PANEL, "day")}
"""Where the session keeps what the address has in place of a date, by the key of the date."""

FILTER_HISTORY: Final = "filter-history"
FILTER_LAST: Final = "filter-last"
RESET: Final = "filter-reset"
UNDO: Final = "filter-undo"
SHOW_NEWER_CUT: Final = "show-newer-cut"
FILTER_UNDONE: Final = "filter-undone"
PAGES: Final = "pages"
PAGES_SEEN: Final = "pages-seen"
TRAIL: Final = "trail"
CUTS_SEEN: Final = "cuts-seen"
STORES: Final = "stores"
CUT_WANTED: Final = "cut-wanted"
CUT_GONE: Final = "cut-gone"
CUT_CHOICE: Final = "cut-choice"
ASKED_REMOVE: Final = "asked-remove"
READER: Final = "reader"
LOOKS: Final = "looks"
CHARTS: Final = "charts-shown"
CHART_FAILURES: Final = "chart-failures"
TAB: Final = "tab"
TAB_SESSION: Final = "tab-session"
SIGN_IN: Final = "sign-in"
SIGN_OUT: Final = "sign-out"

FUNNEL_BY: Final = "by"
FAILURES_REASONS: Final = CONTROLS[0].key
FAILURES_COUNT: Final = "count"
FAILURES_VIEWS: Final = "views"
FAILURES_SHARE: Final = "share"
FAILURES_AXES: Final = "axes"
FAILURES_ORDER: Final = "sequence"
FAILURES_HOW: Final = "how"
FAILURES_STEP: Final = "step"
FAILURES_ROWS: Final = "failures-rows"
FAILURES_CLICK_LISTENER: Final = "failures-click-listener"
FAILURES_TABLE: Final = "failures-table"
FAILURES_QUESTION: Final = "failures-question"
FAILURES_LISTED: Final = "failures-listed"
FACETS: Final = "facets"
FACETS_OPEN: Final = "facets-open"
NARROWED_PAGE: Final = "failures"
STATUS: Final = "status"
CRITERION: Final = "criterion"
MATCH: Final = "match"
KIND: Final = "kind"
LEAF: Final = "leaf"
SITE_SAYS: Final = "site-says"
FAILING: Final = "failing"
AGE: Final = "age"
WIDE: Final = "wide"
MARK: Final = "mark"
NARROWING: Final = (*(one.key for one in FAILURES), MARK)
"""What Screen failures filters on beside the panel, each a list of codes or ranges in the address, see narrowing.py."""
AGREEMENT_COMPARE: Final = "compare"
AGREEMENT_KIND: Final = "differ"
AGREEMENT_SITE: Final = "at"
AGREEMENT_CELL: Final = "cell"
AGREEMENT_PAIR: Final = "pair"
UNDECIDED_FIELD: Final = "missing"
UNDECIDED_SITE: Final = "ask"
UNDECIDED_SETTLING: Final = "settling"
UNDECIDED_WHOM: Final = "whom"
ARMS_VIEW: Final = "view"
ARMS_BY: Final = "split"
SITES_ORDER: Final = "order"
PERSON: Final = "person"
PERSON_ID: Final = "person-id"
PERSON_AT: Final = "person-at"
PERSON_CRITERION: Final = "person-criterion"
PERSON_SPAN: Final = "person-span"
"""Of the person page; only in the session, never in the address."""
SQL_TEXT: Final = "sql-text"
SQL_KEPT: Final = "sql-kept"
SQL_EXAMPLE: Final = "sql-example"
SQL_TABLE: Final = "sql-table"
SQL_RUN: Final = "sql-run"
SQL_ROWS: Final = "sql-rows"
SQL_CANCEL: Final = "sql-cancel"
"""Of the SQL page; only in the session, never in the address."""
DEFINITIONS_TERM: Final = "term"
ADDRESS: Final = (
    *FILTERS,
    CUT,
    *NARROWING,
    FUNNEL_BY,
    FAILURES_REASONS,
    FAILURES_COUNT,
    FAILURES_VIEWS,
    FAILURES_SHARE,
    FAILURES_AXES,
    FAILURES_ORDER,
    FAILURES_HOW,
    FAILURES_STEP,
    AGREEMENT_COMPARE,
    AGREEMENT_KIND,
    AGREEMENT_SITE,
    AGREEMENT_CELL,
    AGREEMENT_PAIR,
    UNDECIDED_FIELD,
    UNDECIDED_SITE,
    UNDECIDED_SETTLING,
    UNDECIDED_WHOM,
    ARMS_VIEW,
    ARMS_BY,
    SITES_ORDER,
    DEFINITIONS_TERM,
)
"""Everything that an address may have; anything else in it is said, see conditions.py."""
COUNTING: Final = ("overview", "funnel", "undecided", "agreement", "arms", "sites")
"""The pages that count people and have the filters of the panel alone; an address may narrow them further."""
DEFINITIONS_SEARCH: Final = "definitions-search"
DATA_UPLOAD: Final = "data-upload"
DATA_AS_OF: Final = "data-as-of"
DATA_STRICT: Final = "data-strict"
DATA_START: Final = "data-start"
DATA_SHOW: Final = "data-show"
DATA_RESULT: Final = "data-result"
"""Choices on single pages; in the address (by reasons count criterion group people view split order) codes only."""
