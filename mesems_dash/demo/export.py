"""A record as CSV text, as an export of one day would have it. Neighbours: record, generate, crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mesems_dash.demo.days import When, write_date
from mesems_dash.demo.record import Cell, Later

if TYPE_CHECKING:
    from mesems_dash.demo.record import Row

OPEN: Final = {
    "sites": "site_id,name,country,ruleset,activated_on,closed_on,target_n",
    "subjects": "subject_id,site_id,sex,birth_date,onset_date,diagnosis_date,subtype,childbearing_potential",
    "screenings": (
        "subject_id,screening_no,screened_on,subtype,consent_able,consent_signed_on,planned_randomisation_on,"
        "therapy_history_complete,relapse_history_complete,mri_history_complete,malignancy_history_complete,"
        "active_infection,life_limiting_comorbidity,mds_history,haematologic_history,wbc_clinically_relevant,"
        "contraception_agreed,renal_failure,mri_possible,site_decision,decided_on,site_reasons"
    ),
    "relapses": "subject_id,onset_on,ended_on,documented,severity",
    "edss": "subject_id,assessed_on,score",
    "mri": "subject_id,scanned_on,gadolinium,gel_count,new_t2_count",
    "labs": "subject_id,collected_on,test,result,unit",
    "therapies": "subject_id,drug,atc,route,started_on,ended_on,ongoing",
    "malignancies": "subject_id,type,diagnosed_on,remission_since",
    "harvests": "subject_id,harvested_on,outcome,released_on",
    "randomisations": "subject_id,screening_no,randomised_on,randomisation_no,stratum",
    "infusions": "subject_id,infusion_no,given,infused_on",
    "dispositions": "subject_id,status,on,reason",
    "targets": "month,cumulative_n",
    "notes": "on,label",
}
"""Header of every open file, in the data model's order."""
CLOSED: Final = {
    "allocations": "subject_id,sequence",
    "doses": "subject_id,infusion_no,product,cells_viable,weight_kg,reason_not_given",
}
PERSONAL: Final = tuple(file for file in (*OPEN, *CLOSED) if file not in {"sites", "targets", "notes"})


def settle(cell: Cell, as_of: int) -> str | When:
    """The cell as it reads on that day."""
    if not isinstance(cell, Later):
        return cell
    return cell.then if cell.day <= as_of else cell.before


def write_cell(cell: str | When) -> str:
    """The cell as CSV text, quoted where it must be."""
    if isinstance(cell, When):
        return write_date(cell.day, cell.precision)
    return f'"{cell}"' if "," in cell else cell


def write_rows(subject_id: str, rows: tuple[Row, ...], as_of: int) -> str:
    """The lines of one person in one file, "" if there are none yet."""
    return "".join(
        ",".join((subject_id, *(write_cell(settle(cell, as_of)) for cell in row.cells))) + "\n"
        for row in rows
        if row.known_on <= as_of
    )
