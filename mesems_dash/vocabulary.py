"""Closed lists and the words for them. One word per thing, the same in the store, on screen and in files.

Every list is in the order in which people expect to read it. `*_LABELS` hold the words for a screen.
"""

from __future__ import annotations

from typing import Final

SUBTYPES: Final = ("RRMS", "SPMS", "PPMS", "CIS")
NOT_RECORDED: Final = "NOT_RECORDED"
ALL: Final = "ALL"
OTHER_SITES: Final = "OTHER_SITES"
OTHER_SITES_LABEL: Final = "Other sites"
OTHER_SITES_COUNTRY: Final = "ZZZ"
"""The one site, and its country, that all sites are for a reader who may not tell them apart; ISO 3166 leaves the code
to users."""
SUBTYPE_LABELS: Final = {
    "RRMS": "Relapsing-remitting",
    "SPMS": "Secondary progressive",
    "PPMS": "Primary progressive",
    "CIS": "Clinically isolated syndrome",
    NOT_RECORDED: "Subtype not recorded",
    ALL: "All subtypes",
}
SEX_LABELS: Final = {"F": "Women", "M": "Men", NOT_RECORDED: "Sex not recorded"}

STATUSES: Final = ("eligible", "unknown", "ineligible")
STATUS_LABELS: Final = {"eligible": "Eligible", "unknown": "Undecided", "ineligible": "Ineligible"}
DECISIONS: Final = ("ELIGIBLE", "INELIGIBLE", "PENDING")

INCLUSION: Final = ("I1", "I2", "I3", "I4")
DERIVED: Final = ("E1", "E2", "E3")
EXCLUSION: Final = tuple(f"E{number}" for number in range(4, 15))
COUNTED: Final = (*INCLUSION, *EXCLUSION)
ALL_CRITERIA: Final = "all criteria"
CRITERIA: Final = (*INCLUSION, *DERIVED, *EXCLUSION)
"""Protocol order; a criterion's bit in a mask is its place here."""
BITS: Final = {criterion: place for place, criterion in enumerate(CRITERIA)}
CRITERION_LABELS: Final = {
    "I1": "Active disease despite treatment",
    "I2": "Age",
    "I3": "Disease duration",
    "I4": "EDSS range",
    "E1": "RRMS without I1",
    "E2": "SPMS without I1",
    "E3": "PPMS without I1",
    "E4": "Infection",
    "E5": "Immunosuppressant washout",
    "E6": "Interferon or glatiramer washout",
    "E7": "Corticosteroid washout",
    "E8": "Recent relapse",
    "E9": "Malignancy",
    "E10": "Limited life expectancy",
    "E11": "Blood disease or white cells",
    "E12": "Pregnancy or contraception",
    "E13": "Kidney function or no MRI",
    "E14": "Unable to consent",
}

LEAVES: Final = (
    "I1.CIS",
    "I1.RRMS.THERAPY",
    "I1.RRMS.ONE_RELAPSE",
    "I1.RRMS.TWO_RELAPSES",
    "I1.RRMS.GEL",
    "I1.SPMS.THERAPY",
    "I1.SPMS.EDSS_RISE",
    "I1.SPMS.RELAPSE",
    "I1.SPMS.GEL",
    "I1.PPMS.EDSS_RISE",
    "I1.PPMS.GEL",
    "I1.PPMS.BANDS",
    "I2.LOWER",
    "I2.UPPER",
    "I3.LOWER",
    "I3.UPPER",
    "I4.LOWER",
    "I4.UPPER",
    "E4.HIV",
    "E4.HBV",
    "E4.HCV",
    "E4.OTHER",
    "E5.IMMUNOSUPPRESSANT",
    "E6.PLATFORM",
    "E7.STEROID",
    "E8.RELAPSE",
    "E9.OTHER",
    "E9.REMISSION",
    "E10.COMORBIDITY",
    "E11.MYELODYSPLASIA",
    "E11.HAEMATOLOGIC",
    "E11.WHITE_CELLS",
    "E12.PREGNANT",
    "E12.CONTRACEPTION",
    "E13.EGFR",
    "E13.RENAL_FAILURE",
    "E13.MRI",
    "E14.CONSENT",
)
"""The parts of criteria that are tests of their own; a leaf's bit is its place here. A rule set may leave some out."""
LEAF_BITS: Final = {leaf: place for place, leaf in enumerate(LEAVES)}

KINDS: Final = ("permanent", "time_limited", "clinical", "fixable")
KIND_LABELS: Final = {
    "permanent": "Permanent",
    "time_limited": "Time alone resolves it",
    "clinical": "Resolves only if something changes",
    "fixable": "Missing information",
}

SETTLES: Final = ("ALWAYS", "SOMETIMES", "IF_AGAINST", "NEVER")
"""What the answer to one question does for somebody undecided, all else left open, the most useful first.

ALWAYS: decided whatever the answer. SOMETIMES: at best for some answers. IF_AGAINST: at best for answers that rule the
person out. NEVER: not by itself.
"""
SETTLES_LABELS: Final = {
    "ALWAYS": "Decides it either way",
    "SOMETIMES": "May decide it",
    "IF_AGAINST": "May only show ineligibility",
    "NEVER": "Does not decide it alone",
}

MISSING_LABELS: Final = {
    "screenings.subtype": "MS subtype",
    "therapies.started_on": "Dates of therapy",
    "therapies.ended_on": "Day of the last dose",
    "therapies.drug": "Drug name",
    "therapies.atc": "Exact drug",
    "therapies.route": "Route of administration",
    "screenings.therapy_history_complete": "Complete therapy history",
    "relapses.documented": "Whether a relapse is documented",
    "relapses.onset_on": "Day a relapse began",
    "screenings.relapse_history_complete": "Complete relapse history",
    "mri.gel_count": "Enhancing lesions on a scan",
    "mri.scanned_on": "Day of a scan",
    "screenings.mri_history_complete": "Complete scan history",
    "edss.score": "EDSS score",
    "edss.assessed_on": "Day of an EDSS",
    "labs.CSF_OCB": "Oligoclonal bands in the CSF",
    "subjects.birth_date": "Date of birth",
    "subjects.onset_date": "Date of first symptom",
    "labs.HIV": "HIV test",
    "labs.HBSAG": "HBsAg",
    "labs.HCVAB": "Hepatitis C antibody",
    "labs.HCVRNA": "Hepatitis C RNA",
    "screenings.active_infection": "Other infection (yes or no)",
    "malignancies.type": "Type or date of a malignancy",
    "malignancies.remission_since": "Start of remission",
    "screenings.malignancy_history_complete": "Complete malignancy history",
    "screenings.life_limiting_comorbidity": "Life-limiting illness (yes or no)",
    "screenings.mds_history": "Myelodysplasia (yes or no)",
    "screenings.haematologic_history": "Blood disease (yes or no)",
    "screenings.wbc_clinically_relevant": "Clinical relevance of the white cell count",
    "subjects.sex": "Sex",
    "labs.HCG": "Pregnancy test",
    "subjects.childbearing_potential": "Childbearing potential (yes or no)",
    "screenings.contraception_agreed": "Agreement to contraception",
    "labs.EGFR": "eGFR",
    "labs.WBC": "White cell count",
    "screenings.renal_failure": "Renal failure (yes or no)",
    "screenings.mri_possible": "Ability to have MRI",
    "screenings.consent_able": "Ability to consent",
    "subjects.subject_id": "Which of two people the id belongs to",
    "screenings.screening_no": "Which of two screening rows is correct",
    "randomisations.randomised_on": "Date of randomisation",
    "therapies.subject_id": "Rejected row that may be about this person (therapies.csv)",
    "relapses.subject_id": "Rejected row that may be about this person (relapses.csv)",
    "mri.subject_id": "Rejected row that may be about this person (mri.csv)",
    "edss.subject_id": "Rejected row that may be about this person (edss.csv)",
    "labs.subject_id": "Rejected row that may be about this person (labs.csv)",
    "malignancies.subject_id": "Rejected row that may be about this person (malignancies.csv)",
}
"""What a record may lack to decide, by the field of the bundle it goes into, in protocol order."""

OTHER_REASONS: Final = (
    "DECLINED_CONSENT",
    "WITHDREW_BEFORE_RANDOMISATION",
    "MANUFACTURING_FAILURE",
    "SITE_CLOSED",
    "OTHER",
)
NOT_STATED: Final = "NOT_STATED"
REASON_LABELS: Final = {
    "DECLINED_CONSENT": "Declined consent",
    "WITHDREW_BEFORE_RANDOMISATION": "Withdrew before randomisation",
    "MANUFACTURING_FAILURE": "Manufacturing failure",
    "SITE_CLOSED": "Site closed",
    "OTHER": "Other",
    NOT_STATED: "Not stated",
}

DISAGREEMENTS: Final = ("FAIL_BUT_PASS", "ENROLLED_BUT_FAIL", "OTHER_REASON", "UNCODED", "CANNOT_DECIDE")
"""How what a site decided may differ from what the data say; a kind's bit is its place here. See store/judged.sql."""
DISAGREEMENT_LABELS: Final = {
    "FAIL_BUT_PASS": "Site: ineligible · Data: eligible",
    "ENROLLED_BUT_FAIL": "Site: eligible or randomised · Data: ineligible",
    "OTHER_REASON": "Both ineligible, different reasons",
    "UNCODED": "Site's reason is “other” or free text",
    "CANNOT_DECIDE": "Record cannot confirm the site's decision",
}
ENROLLED_PARTS: Final = {
    "RANDOMISED_BUT_FAIL": "Randomised · Data: ineligible",
    "CALLED_BUT_FAIL": "Site: eligible, not randomised · Data: ineligible",
}
"""The two parts of ENROLLED_BUT_FAIL, which may be asked for each by itself."""
ANY_DISAGREEMENT: Final = "ANY"
DISAGREEING_OR_NOT: Final = "EVERYTHING"
"""What may be asked for instead of one kind."""

STAGES: Final = (
    "SCREENED",
    "CONSENTED",
    "ELIGIBLE",
    "HARVESTED",
    "RANDOMISED",
    "INFUSED_1",
    "INFUSED_2",
    "COMPLETED",
)
STAGE_LABELS: Final = {
    "SCREENED": "Screened",
    "CONSENTED": "Consented",
    "ELIGIBLE": "Site: eligible",
    "HARVESTED": "Cells harvested",
    "RANDOMISED": "Randomised",
    "INFUSED_1": "Infused, week 0",
    "INFUSED_2": "Infused, week 24",
    "COMPLETED": "Completed",
}
EXITS: Final = (
    "DIED",
    "LOST",
    "WITHDREW",
    "DECLINED",
    "MANUFACTURING_FAILURE",
    "SITE_CLOSED",
    "FAILED_SCREENING",
    "OTHER",
    "UNDER_WAY",
)
EXIT_LABELS: Final = {
    "DIED": "Died",
    "LOST": "Lost to follow-up",
    "WITHDREW": "Withdrew",
    "DECLINED": "Declined",
    "MANUFACTURING_FAILURE": "Manufacturing failure",
    "SITE_CLOSED": "Site closed",
    "FAILED_SCREENING": "Failed screening",
    "OTHER": "Other",
    "UNDER_WAY": "Ongoing",
}
SECOND_INFUSIONS: Final = (
    "GIVEN",
    "COMPLETED_WITHOUT",
    "LEFT_BEFORE",
    "NOT_GIVEN",
    "NOT_INFUSED_1",
    "NOT_DATED",
    "OVERDUE",
    "DUE",
    "COMING",
    "LATER",
)
"""Where a second infusion may stand, the first that applies; see queries/second_infusions.py."""
SECOND_INFUSION_LABELS: Final = {
    "GIVEN": "Given",
    "COMPLETED_WITHOUT": "Completed without it",
    "LEFT_BEFORE": "Left before it",
    "NOT_GIVEN": "Not given",
    "NOT_INFUSED_1": "Not yet infused",
    "NOT_DATED": "First day unknown",
    "OVERDUE": "Overdue",
    "DUE": "Due",
    "COMING": "Coming",
    "LATER": "Later",
}
TIMING_LABELS: Final = {
    "IN_WINDOW": "In window",
    "EARLY": "Early",
    "LATE": "Late",
    "DAY_NOT_KNOWN": "Day unknown",
}
"""When a second infusion was given, against its window."""
CROSSOVER_DAYS: Final = 168
"""The protocol's day of the second infusion after the first, week 24."""
WINDOW_DAYS: Final = 14
"""Days before and after it that are in the window, unless set otherwise: an assumption, not of the protocol."""
SOON_DAYS: Final = 56
"""Second infusions with a target day within so many days are coming."""
SEQUENCES: Final = ("MSC_FIRST", "PLACEBO_FIRST")
SEQUENCE_LABELS: Final = {"MSC_FIRST": "Cells first", "PLACEBO_FIRST": "Placebo first"}
PRODUCT_LABELS: Final = {"MSC": "Cells", "PLACEBO": "Placebo"}
DOSE_RANGE: Final = (1_000_000, 2_000_000)
"""Viable cells per kilogram of body weight, both limits included, as the registry plans it."""
DOSE_DISAGREEMENT_LABELS: Final = {
    "AGAINST_SEQUENCE": "Product does not match the sequence",
    "SAME_TWICE": "Same product at both infusions",
    "PLACEBO_WITH_CELLS": "Placebo, but cells recorded",
    "PRODUCT_NOT_GIVEN": "Product or cells recorded, infusion not given",
    "PRODUCT_UNRECORDED": "Product or cells recorded, infusion not recorded",
    "REASON_BUT_GIVEN": "Given, but a reason for not giving it is recorded",
}
DOSE_DISAGREEMENTS: Final = tuple(DOSE_DISAGREEMENT_LABELS)
"""How the closed record of an infusion may contradict the rest. See queries/doses.sql."""

ATTENTION_LABELS: Final = {
    "ONE_VALUE_AWAY": "Undecided, one value away",
    "RANDOMISED_INELIGIBLE": "Randomised · Data: ineligible",
    "CALLED_ELIGIBLE": "Site: eligible · Data: ineligible",
    "CALLED_INELIGIBLE": "Site: ineligible · Data: eligible",
    "INFUSION_OVERDUE": "Second infusion overdue",
    "STAGE_DISAGREES": "Step recorded as not done, but a later step is done",
    "STALE_SITE": "No recent records from the site",
}
"""Kinds of attention, in the order in which they are listed."""
