"""The screenings behind one number of the comparison of sites with data: a worklist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mesems_dash.queries.run_query import fetch
from mesems_dash.vocabulary import ANY_DISAGREEMENT, DISAGREEING_OR_NOT, DISAGREEMENTS, ENROLLED_PARTS

if TYPE_CHECKING:
    import pandas as pd

    from mesems_dash.queries.selection import Selection
    from mesems_dash.store.connection import Cut

__all__ = ["Behind", "Decision", "list_disagreements"]

Decision = Literal["ELIGIBLE", "INELIGIBLE", "NOT_DECIDED"]

_EVERYTHING_MASK: Final = 255


@dataclass(frozen=True)
class Behind:
    """Which screenings to list; None asks for nothing.

    `kind` is one of vocabulary.DISAGREEMENTS or ENROLLED_PARTS, ANY_DISAGREEMENT, or DISAGREEING_OR_NOT.
    `decision` and `status` as in `count_agreement`, `recorded` and `found` as in `count_reason_matrix`.
    """

    kind: str = ANY_DISAGREEMENT
    site: str | None = None
    decision: Decision | None = None
    status: str | None = None
    recorded: str | None = None
    found: str | None = None

    def parameters(self) -> dict[str, object]:
        """Return the values that `disagreement_list.sql` binds, by name."""
        return {
            "kinds": _mask("ENROLLED_BUT_FAIL" if self.kind in ENROLLED_PARTS else self.kind),
            "is_randomised": self.kind == "RANDOMISED_BUT_FAIL" if self.kind in ENROLLED_PARTS else None,
            "site": self.site,
            "decision": self.decision,
            "status": self.status,
            "recorded": self.recorded,
            "found": self.found,
        }


def list_disagreements(cut: Cut, selection: Selection, *, behind: Behind, most: int | None = None) -> pd.DataFrame:
    """List the screenings behind a number of `count_agreement`, `count_disagreements` or `count_reason_matrix`.

    Columns: `screening_key`, `subject_key`, `subject_id`, `screening_no`, `site_id`, `screened_on`, `ruleset` (that
    judged it), `decision` (ELIGIBLE INELIGIBLE NOT_DECIDED), `decided_on` (null = no full date), `days_since_decision`
    (to the cut's date, null = idem or not decided), `is_randomised` (on this screening), `status`, `recorded` (as
    in `count_reason_matrix`, joined by a space; blank where the site did not call it INELIGIBLE), `site_text` (what
    the site wrote beyond codes; "withheld ..." where that holds a long number or an address), `failing`, `unknown`
    (criteria in protocol order, joined by a space), `disagreements` (mask), `of_screenings` (how many there are in
    all, in every row). Grain: one row per screening, the first `most` of them. Order: site, subject, screening
    number.
    """
    return fetch(cut, "disagreement_list", {**selection.parameters(), **behind.parameters(), "most": most})


def _mask(kind: str) -> int:
    if kind == DISAGREEING_OR_NOT:
        return _EVERYTHING_MASK
    return (1 << len(DISAGREEMENTS)) - 1 if kind == ANY_DISAGREEMENT else 1 << DISAGREEMENTS.index(kind)
