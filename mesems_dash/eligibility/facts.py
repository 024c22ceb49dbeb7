"""What may be true of one screening at one date: the facts, and how a record becomes facts.

A fact is the set of values that the record allows, as a pair `x_lo, x_hi`; dates use NEVER for "never, or unknown how
early" and ALWAYS for "unknown how late". Windows and limits live in the rules, not here. `establish_facts` is the
plain-Python reference for one person; `facts_statements` is the same for a whole cut (`facts.sql`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mesems_dash.eligibility.assessments import PossibleResult, PossibleScore, edss_facts, lab_facts
from mesems_dash.eligibility.history import PossibleRelapse, malignancy_facts, relapse_facts, scan_facts
from mesems_dash.eligibility.intervals import ALWAYS, NEVER, span
from mesems_dash.eligibility.loss import LostResult, find_loss
from mesems_dash.eligibility.treatment import therapy_facts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from mesems_dash.eligibility.person import Person, Screening

__all__ = [
    "ALWAYS",
    "NEVER",
    "Facts",
    "PossibleRelapse",
    "PossibleResult",
    "PossibleScore",
    "establish_facts",
    "facts_statements",
]

FACTS_SQL: Final = Path(__file__).with_name("facts.sql")
PARTS: Final = ("history.sql", "assessments.sql", "treatment.sql", "loss.sql", "opened.sql")
ANSWERS: Final = (
    "contraception_agreed",
    "active_infection",
    "life_limiting_comorbidity",
    "mds_history",
    "haematologic_history",
    "wbc_clinically_relevant",
    "renal_failure",
    "mri_possible",
    "consent_able",
)
"""Facts that the screening answers outright."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one screening at `reference_on`; columns of table `facts` (see `store/schema.sql` for each).

    Without a `reference_on` every other fact but `contested` is None or empty. Both lists of rows are sorted by
    (lo, hi, rest), so that equal records give equal facts.
    """

    reference_on: date | None = None
    subtype: str | None = None
    sex: str | None = None
    birth_lo: date | None = None
    birth_hi: date | None = None
    onset_lo: date | None = None
    onset_hi: date | None = None
    therapy_days_min: int | None = None
    therapy_days_max: int | None = None
    documented_lo: date | None = None
    documented_hi: date | None = None
    documented_end: date | None = None
    documented_relapses: tuple[PossibleRelapse, ...] = ()
    documented_is_plain: bool | None = None
    relapse_list_complete: bool | None = None
    relapse_lo: date | None = None
    relapse_hi: date | None = None
    relapse_end: date | None = None
    gel_lo: date | None = None
    gel_hi: date | None = None
    gel_end: date | None = None
    gel_maybe_scans: int | None = None
    gel_maybe_hi: date | None = None
    scan_list_complete: bool | None = None
    edss: tuple[PossibleScore, ...] = ()
    edss_is_plain: bool | None = None
    edss_scores: tuple[float | None, ...] = ()
    edss_known: bool | None = None
    edss_min: float | None = None
    edss_max: float | None = None
    edss_on_lo: date | None = None
    edss_on_hi: date | None = None
    immunosuppressant_lo: date | None = None
    immunosuppressant_hi: date | None = None
    immunosuppressant_drug: str | None = None
    immunosuppressant_sure_drug: str | None = None
    immunosuppressant_until: date | None = None
    immunosuppressant_doubt: str | None = None
    immunosuppressant_end: date | None = None
    platform_lo: date | None = None
    platform_hi: date | None = None
    platform_drug: str | None = None
    platform_sure_drug: str | None = None
    platform_until: date | None = None
    platform_doubt: str | None = None
    platform_end: date | None = None
    steroid_lo: date | None = None
    steroid_hi: date | None = None
    steroid_drug: str | None = None
    steroid_sure_drug: str | None = None
    steroid_until: date | None = None
    steroid_doubt: str | None = None
    steroid_end: date | None = None
    steroid_route: str | None = None
    therapy_list_complete: bool | None = None
    unidentified_drugs: int | None = None
    coarse_drug: str | None = None
    therapy_is_rough: bool | None = None
    hiv: bool | None = None
    hiv_on_lo: date | None = None
    hiv_on_hi: date | None = None
    hbsag: bool | None = None
    hbsag_on_lo: date | None = None
    hbsag_on_hi: date | None = None
    hcv_antibody: bool | None = None
    hcv_antibody_on_lo: date | None = None
    hcv_antibody_on_hi: date | None = None
    hcv_rna: bool | None = None
    hcv_rna_on_lo: date | None = None
    hcv_rna_on_hi: date | None = None
    hepatitis_c: bool | None = None
    hcv_positive_by: date | None = None
    bands: bool | None = None
    bands_on_lo: date | None = None
    bands_on_hi: date | None = None
    pregnant: bool | None = None
    pregnant_on_lo: date | None = None
    pregnant_on_hi: date | None = None
    pregnant_positive_hi: date | None = None
    open_results: tuple[PossibleResult, ...] = ()
    egfr_lo: float | None = None
    egfr_hi: float | None = None
    egfr_lo_open: bool | None = None
    egfr_hi_open: bool | None = None
    egfr_on_lo: date | None = None
    egfr_on_hi: date | None = None
    wbc_lo: float | None = None
    wbc_hi: float | None = None
    wbc_lo_open: bool | None = None
    wbc_hi_open: bool | None = None
    wbc_on_lo: date | None = None
    wbc_on_hi: date | None = None
    other_malignancy: bool | None = None
    other_malignancy_on_lo: date | None = None
    other_malignancy_on_hi: date | None = None
    remission_lo: date | None = None
    remission_hi: date | None = None
    remission_recorded_lo: date | None = None
    remission_is_blank: bool | None = None
    malignancy_list_complete: bool | None = None
    childbearing_potential: bool | None = None
    contraception_agreed: bool | None = None
    active_infection: bool | None = None
    life_limiting_comorbidity: bool | None = None
    mds_history: bool | None = None
    haematologic_history: bool | None = None
    wbc_clinically_relevant: bool | None = None
    renal_failure: bool | None = None
    mri_possible: bool | None = None
    consent_able: bool | None = None
    therapies_lost: str | None = None
    relapses_lost: str | None = None
    mri_lost: str | None = None
    malignancies_lost: str | None = None
    edss_lost: str | None = None
    labs_lost: tuple[LostResult, ...] = ()
    contested: str | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Facts:
        """Read a row of table `facts` as fetched from DuckDB; columns that are no facts are left out.

        A cut made before a fact came to be leaves it None, so that its evidence says less.
        """
        values: dict[str, Any] = {field.name: row.get(field.name) for field in fields(cls)}
        values["documented_relapses"] = tuple(PossibleRelapse(**item) for item in row["documented_relapses"] or ())
        values["edss"] = tuple(PossibleScore(**item) for item in row["edss"] or ())
        values["edss_scores"] = tuple(row["edss_scores"] or ())
        values["labs_lost"] = tuple(LostResult(**item) for item in row.get("labs_lost") or ())
        values["open_results"] = tuple(PossibleResult(**item) for item in row["open_results"] or ())
        return cls(**values)


def establish_facts(person: Person, screening: Screening, reference_on: date | None) -> Facts:
    """Return what may be true of `person` at `reference_on`, with the history flags of `screening`.

    Any date will do, not only the screening's own reference: history flags are then taken as they are.
    """
    if reference_on is None or screening.contested is not None:
        return Facts(contested=screening.contested)
    loss = find_loss(person.lost, reference_on)
    born = span(person.subject.birth_lo, person.subject.birth_hi)
    onset = span(person.subject.onset_lo, person.subject.onset_hi)
    subject = person.subject
    return Facts(
        reference_on=reference_on,
        subtype=screening.subtype,
        sex=subject.sex,
        birth_lo=born.lo,
        birth_hi=born.hi,
        onset_lo=onset.lo,
        onset_hi=onset.hi,
        childbearing_potential=subject.childbearing_potential,
        **{answer: getattr(screening, answer) for answer in ANSWERS},
        **therapy_facts(
            person.therapies, is_complete=loss.keeps("therapies", screening.therapy_history_complete), on=reference_on
        ),
        **relapse_facts(
            person.relapses, is_complete=loss.keeps("relapses", screening.relapse_history_complete), on=reference_on
        ),
        **scan_facts(person.mri, is_complete=loss.keeps("mri", screening.mri_history_complete), on=reference_on),
        **malignancy_facts(
            person.malignancies,
            is_complete=loss.keeps("malignancies", screening.malignancy_history_complete),
            on=reference_on,
        ),
        **loss.open_edss(edss_facts(person.edss, on=reference_on)),
        **loss.open_labs(lab_facts(person.labs, on=reference_on)),
        **loss.name_promises(screening),
    )


def facts_statements() -> tuple[str, ...]:
    """Return the SQL that fills table `facts`, in order; each takes the parameters `key_from` and `key_to`.

    It reads the typed tables and `drug_classes` (`drugs.DRUG_CLASSES_TABLE`, filled with `drugs.classify_rows`). Run
    it for one range of screening keys after another, each key once: 250,000 at a time take little memory.
    """
    statement = FACTS_SQL.read_text(encoding="utf-8")
    for part in PARTS:
        text = FACTS_SQL.with_name(part).read_text(encoding="utf-8")
        statement = statement.replace(f"-- include: {part}\n", text)
    return (statement,)
