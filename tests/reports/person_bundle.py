"""Two people by hand, with what a timeline and a comparison of cuts have to cope with."""

from __future__ import annotations

SUBJECTS = [
    {
        "subject_id": "A1",
        "site_id": "IT1",
        "sex": "M",
        "birth_date": "1980-02-29",
        "onset_date": "2009-05",
        "subtype": "RRMS",
    },
    {
        "subject_id": "A2",
        "site_id": "IT1",
        "sex": "M",
        "birth_date": "1985-01-01",
        "onset_date": "2010-01-01",
        "subtype": "RRMS",
    },
]
COMPLETE = {f"{name}_history_complete": "Y" for name in ("therapy", "relapse", "mri", "malignancy")}
CLEAN = dict.fromkeys(
    ("active_infection", "life_limiting_comorbidity", "mds_history", "haematologic_history", "renal_failure"), "N"
)
SCREENING = {"consent_able": "Y", "mri_possible": "Y", "wbc_clinically_relevant": "N", **CLEAN, **COMPLETE}
SCREENINGS = [
    {
        "subject_id": "A1",
        "screening_no": 1,
        "screened_on": "2014-01-10",
        "site_decision": "INELIGIBLE",
        "site_reasons": "E7",
        "decided_on": "2014-01-20",
        **SCREENING,
    },
    {"subject_id": "A1", "screening_no": 2, "screened_on": "2014-03-10", "site_decision": "PENDING", **SCREENING},
    {"subject_id": "A2", "screening_no": 1, "screened_on": "2014-02-01", "site_decision": "ELIGIBLE", **SCREENING},
]
RELAPSES = [
    {"subject_id": "A1", "onset_on": "2013-12-20", "documented": "Y", "severity": "MILD"},
    {"subject_id": "A1", "onset_on": "2013-03", "documented": "N"},
    {"subject_id": "A1", "onset_on": "2012-05-01", "documented": ""},
]
EDSS = [
    {"subject_id": "A1", "assessed_on": "2013-06-01", "score": "3.5"},
    {"subject_id": "A1", "assessed_on": "2014-01-08", "score": "4.0"},
    {"subject_id": "A2", "assessed_on": "2014-01-08", "score": "4.0"},
]
MRI = [
    {"subject_id": "A1", "scanned_on": "2013-11-02", "gadolinium": "Y", "gel_count": "2"},
    {"subject_id": "A1", "scanned_on": "2013-05-02", "gadolinium": "Y", "gel_count": "0"},
    {"subject_id": "A1", "scanned_on": "2012-05-02", "gadolinium": "N", "gel_count": ""},
]
THERAPIES = [
    {"subject_id": "A1", "drug": "glatiramer acetate", "started_on": "2011-01-01", "ended_on": "2013-06-30"},
    {
        "subject_id": "A1",
        "drug": "methylprednisolone",
        "route": "IV",
        "started_on": "2013-12-28",
        "ended_on": "2014-01-02",
    },
    {"subject_id": "A1", "drug": "levothyroxine", "atc": "H03AA01", "started_on": "2012", "ongoing": "Y"},
    {"subject_id": "A1", "drug": "fingolimod", "started_on": "2010-05", "ended_on": ""},
    {"subject_id": "A2", "drug": "glatiramer acetate", "started_on": "2011-01-01", "ended_on": "2013-06-30"},
]
LABS = [
    {"subject_id": "A1", "collected_on": "2014-01-08", "test": "EGFR", "result": ">60"},
    {"subject_id": "A1", "collected_on": "2014-01-08", "test": "HIV", "result": "NEG"},
]
BUNDLE = {
    "subjects": SUBJECTS,
    "screenings": SCREENINGS,
    "relapses": RELAPSES,
    "edss": EDSS,
    "mri": MRI,
    "therapies": THERAPIES,
    "labs": LABS,
    "harvests": [{"subject_id": "A2", "harvested_on": "2014-02-20", "outcome": "OK", "released_on": "2014-03-05"}],
    "randomisations": [{"subject_id": "A2", "screening_no": 1, "randomised_on": "2014-04-01"}],
    "infusions": [{"subject_id": "A2", "infusion_no": 1, "given": "Y", "infused_on": "2014-04-03"}],
    "dispositions": [{"subject_id": "A2", "status": "WITHDRAWN", "on": "2014-06-01", "reason": "fear of the product"}],
}
