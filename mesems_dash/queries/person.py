"""Who one person is, and how far they came in the trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesems_dash.queries.run_query import fetch_rows

if TYPE_CHECKING:
    from datetime import date

    from mesems_dash.store.connection import Cut

__all__ = ["PersonHead", "find_person", "name_person"]


@dataclass(frozen=True, slots=True)
class PersonHead:
    """What is recorded of a person as such; None is not recorded. A pair `x_lo`, `x_hi` is a partial date.

    `ruleset` is the site's own. `last_stage` is a place in vocabulary.STAGES and `exit` of vocabulary.EXITS (None =
    completed); both are None, as is `deciding_no`, for somebody without a screening.
    """

    subject_key: int
    subject_id: str
    site_id: str
    site: str
    ruleset: str
    sex: str | None
    birth_lo: date | None
    birth_hi: date | None
    onset_lo: date | None
    onset_hi: date | None
    diagnosis_lo: date | None
    diagnosis_hi: date | None
    subtype: str | None
    last_stage: int | None
    exit: str | None
    randomised_on: date | None
    deciding_no: int | None


def find_person(cut: Cut, subject_id: str) -> PersonHead | None:
    """Find the person of an id, blanks around it left out; exactly so written, else in any case. None if there is none.

    An id is never completed: a near miss finds nobody.
    """
    return _find(cut, subject_id=subject_id.strip(), subject_key=None)


def name_person(cut: Cut, subject_key: int) -> str:
    """Return the id of a person of this cut by their key, which is another one in another cut."""
    found = _find(cut, subject_id=None, subject_key=subject_key)
    assert found is not None  # noqa: S101 -- keys come from the cut itself
    return found.subject_id


def _find(cut: Cut, *, subject_id: str | None, subject_key: int | None) -> PersonHead | None:
    rows = fetch_rows(cut, "person", {"subject_id": subject_id, "subject_key": subject_key})
    return PersonHead(**rows[0]) if rows else None
