"""Every widget key in one place. A key that is bound to the URL is the name of its query parameter.

Page-specific keys start with the page's url path (`failures-reasons`). No key is ever bound to a subject id or to
free text: an address is shared, logged and bookmarked.
"""

from __future__ import annotations

from typing import Final

SITE: Final = "site"
COUNTRY: Final = "country"
SUBTYPE: Final = "subtype"
SEX: Final = "sex"
SCREENED_FROM: Final = "from"
SCREENED_TO: Final = "to"
RULE_SET: Final = "rules"
CUT: Final = "cut"
FILTERS: Final = (SITE, COUNTRY, SUBTYPE, SEX, SCREENED_FROM, SCREENED_TO, RULE_SET)
"""The filters proper, in the order of the panel; the data cut is chosen beside them and is no filter."""

FILTER_HISTORY: Final = "filter-history"
FILTER_LAST: Final = "filter-last"
RESET: Final = "filter-reset"
UNDO: Final = "filter-undo"
SHOW_NEWER_CUT: Final = "show-newer-cut"
FILTER_UNDONE: Final = "filter-undone"
ADDRESS: Final = "address"
PAGES: Final = "pages"
