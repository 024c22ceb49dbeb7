-- The open cut: one immutable DuckDB file. No sequence, no product, no dose: not hidden, absent.
--
-- Conventions
--   x_lo, x_hi   a partial date is the interval it spans, both ends included; both null = not recorded.
--   boolean      Y / N as true / false; null = not recorded or U.
--   *_key        dense surrogate integers, by subject_id (and screening_no): small to join at a million rows.
--   line         the line of the source file on which the row began (header = 1).

-- ---------------------------------------------------------------- what was imported
create table manifest (          -- exactly one row
    cut_id              text not null,      -- name of the file without .duckdb, sorts by (as_of, imported_at)
    as_of               date not null,
    imported_at         timestamp not null, -- UTC
    software_version    text not null,
    bundle_name         text not null,      -- last part of the folder's name, never its path
    is_synthetic        boolean not null    -- the bundle says so (a file SYNTHETIC beside the CSV files)
);

create table source_files (      -- one row per file of the data model, present or not, in its order
    file            text not null,
    is_present      boolean not null,
    sha256          text,
    rows_in         bigint not null,
    rows_kept       bigint not null,
    rows_rejected   bigint not null,
    rows_after_cut  bigint not null,        -- rows_in = kept + rejected + after_cut, checked before a cut is published
    constraint row_identity check (rows_in = rows_kept + rows_rejected + rows_after_cut)
);

create table compared (          -- what is otherwise than in the cut before; no row in the first cut of a store
    what    text not null,                  -- CUT_BEFORE (which one), SAME_FILES (a cut of the very same files),
                                            -- PERSON_GONE PERSON_NEW, RECORDS_GONE (of people who had more in this file),
                                            -- SITE_GONE SITE_HALVED (records of its people)
    cut_id  text not null,                  -- the cut compared with
    file text, site_id text, subject_id text,
    before bigint, after bigint             -- records
);

create table erasures (          -- a person was taken out of this cut after its import, one row each; never who
    erased_at timestamp not null,           -- UTC
    reason text not null
);

create table rejects (           -- rows that could not be kept, whole
    file    text not null,
    line    bigint not null,
    "column" text,                          -- the column at fault, null when it is the whole row
    value   text,
    reason  text not null,
    row_text text not null,                 -- the text of the row's declared columns, as JSON
    subject_id text,                        -- whom the row names, as written; null = nobody
    site_id text                            -- that person's site, or the site that the row names
);

create table findings (          -- values set to "not recorded", and warnings; the row itself is kept
    file     text not null,
    line     bigint,                        -- null when it concerns the whole file
    "column" text,
    value    text,
    reason   text not null,
    kind     text not null,                 -- VALUE (forgotten), AFTER_CUT (forgotten, later than the cut),
                                            -- WARNING (kept as it is: implausible together), COLUMN (left out)
    subject_id text,                        -- whom the row is about; null = nobody, or a whole column or file
    site_id  text                           -- that person's site, or the site itself
);

create table rulesets (          -- one row per rule set judged in this cut
    ruleset  text not null,                 -- name
    title    text not null,
    version  text not null,
    toml     text not null                  -- the resolved rule set
);

create table rule_leaves (       -- one row per test (leaf) of a rule set
    ruleset  text not null,
    leaf     text not null,                 -- of vocabulary.LEAVES
    place    utinyint not null,             -- its bit in leaf masks
    kind     text not null                  -- permanent time_limited clinical
);

-- ---------------------------------------------------------------- the bundle, typed
create table sites (
    site_id text not null, name text, country text, ruleset text not null,  -- blank in the bundle becomes 'registry'
    activated_lo date, activated_hi date, closed_lo date, closed_hi date, target_n integer, line bigint not null
);
create table subjects (
    subject_key integer not null, subject_id text not null, site_id text not null, sex text,
    birth_lo date, birth_hi date, onset_lo date, onset_hi date, diagnosis_lo date, diagnosis_hi date,
    subtype text, childbearing_potential boolean, line bigint not null
);
create table screenings (
    screening_key integer not null, subject_key integer not null, subject_id text not null, screening_no integer not null,
    screened_on date not null,
    subtype text,                           -- at this screening, else the subject's, else null
    consent_able boolean, consent_signed_lo date, consent_signed_hi date, planned_randomisation_on date,
    therapy_history_complete boolean, relapse_history_complete boolean, mri_history_complete boolean,
    malignancy_history_complete boolean, active_infection boolean, life_limiting_comorbidity boolean,
    mds_history boolean, haematologic_history boolean, wbc_clinically_relevant boolean, contraception_agreed boolean,
    renal_failure boolean, mri_possible boolean,
    site_decision text,                     -- PENDING ELIGIBLE INELIGIBLE; null = not recorded
    decided_lo date, decided_hi date,
    site_reasons text[] not null,           -- recorded codes, E1..E3 already turned into I1, in protocol order, no repeats; [] = none
    site_reasons_text text,                 -- the field as written
    reference_on date,                      -- actual randomisation, else planned, else screened; null = unusable
    reference_kind text not null,           -- RANDOMISED PLANNED SCREENED UNUSABLE CONTESTED
    line bigint not null,
    contested text                          -- file and lines that contradict it or lost its randomisation: not judged; null = not
);
create table relapses (
    subject_key integer not null, onset_lo date, onset_hi date, ended_lo date, ended_hi date,
    documented boolean, severity text, line bigint not null
);
create table edss (
    subject_key integer not null, assessed_lo date, assessed_hi date, score double,
    doubt text, line bigint not null        -- why there is no score: UNREADABLE, null = blank
);
create table mri (
    subject_key integer not null, scanned_lo date, scanned_hi date, gadolinium boolean,
    gel_count integer, new_t2_count integer, line bigint not null
);
create table labs (
    subject_key integer not null, collected_lo date, collected_hi date, test text,
    result text,                            -- POS NEG ND, or null
    value_lo double, value_hi double, value_lo_open boolean, value_hi_open boolean, -- a number as the interval it allows
    unit text,                              -- infinite ends are +-inf and open; all four null = no number
    doubt text, line bigint not null        -- why there is no result: UNREADABLE, UNIT (not the one asked for), null = blank
);
create table therapies (
    subject_key integer not null, drug text, atc text, route text,
    started_lo date, started_hi date, ended_lo date, ended_hi date, ongoing boolean, line bigint not null
);
create table malignancies (
    subject_key integer not null, type text, diagnosed_lo date, diagnosed_hi date,
    remission_lo date, remission_hi date, line bigint not null
);
create table harvests (
    subject_key integer not null, harvested_lo date, harvested_hi date, outcome text,
    released_lo date, released_hi date, line bigint not null
);
create table randomisations (
    subject_key integer not null, screening_no integer not null, randomised_on date,  -- null = unusable
    randomisation_no text, stratum text, line bigint not null
);
create table infusions (
    subject_key integer not null, infusion_no integer not null, given boolean, infused_lo date, infused_hi date, line bigint not null
);
create table dispositions (
    subject_key integer not null, status text, on_lo date, on_hi date, reason text, line bigint not null
);
create table targets (month date not null, cumulative_n integer, line bigint not null);      -- first day of the month
create table notes (on_lo date not null, on_hi date not null, label text, line bigint not null);
create table lost (              -- what was handed in and could not be used, and a file that the bundle lacks: it opens questions
    subject_key integer,                    -- whom it names; null = it may concern anybody
    file text not null,
    line bigint,                            -- null = the whole file
    test text,                              -- of a laboratory result; null = any
    happened_lo date, happened_hi date      -- both null = any day
);

-- ---------------------------------------------------------------- what may be true
-- Facts: one row per screening and basis. THEN = at the screening's reference date. NOW = at the cut's date,
-- for the latest screening of everybody not yet randomised, supposing nothing new has happened since.
-- A pair x_lo, x_hi is the set of values that the record allows. Dates use 0001-01-01 for "never, or unknown how
-- early" and 9999-12-31 for "unknown how late"; "latest" dates are never later than reference_on.
-- If reference_on is null every other fact but `contested` is null (or the empty list) and every verdict is unknown.
-- A text of x_lost says what was lost: NAMED (of this person), ANYBODY (it may be) or ABSENT (the file), and where.
create type facts_basis as enum ('NOW', 'THEN');
create table facts (
    screening_key integer not null,
    basis facts_basis not null,
    reference_on date,
    subtype text, sex text,
    birth_lo date, birth_hi date,           -- never null unless reference_on is
    onset_lo date, onset_hi date,           -- idem
    therapy_days_min integer, therapy_days_max integer,         -- union of days of the five therapies of I1 before the reference
    documented_lo date, documented_hi date, -- latest documented relapse
    documented_end date, relapse_end date, gel_end date,        -- last day, not cut off, that any listed one which may count may have; null = none
    documented_relapses struct(lo date, hi date, is_certain boolean, is_documented boolean)[],  -- possible ones, hi cut off at the reference; is_certain: documented and wholly before it
    documented_is_plain boolean,            -- every one of them surely is documented and has a full date
    relapse_list_complete boolean,          -- true only if the history flag is Y
    relapse_lo date, relapse_hi date,       -- latest relapse, documented or not
    gel_lo date, gel_hi date,               -- latest scan with a gadolinium-enhancing lesion
    gel_maybe_scans integer, gel_maybe_hi date,         -- scans up to the reference that say nothing, and the latest day of one: for the evidence
    scan_list_complete boolean,             -- true only if the history flag is Y
    edss struct(lo date, hi date, score double, is_certain boolean, doubt text)[],   -- assessments that may lie up to the reference, hi cut off there; is_certain: wholly before it
    edss_is_plain boolean,                  -- every one of them has a full date, no two the same
    edss_scores double[],                   -- scores that the latest assessment may have, sorted, null last; [] = no assessment
    edss_known boolean,                     -- true when the latest assessment surely exists and every score it may have is recorded
    edss_min double, edss_max double,       -- least and greatest of edss_scores when edss_known, else null
    edss_on_lo date, edss_on_hi date,       -- when the latest assessment was, null = none
    immunosuppressant_lo date, immunosuppressant_hi date, immunosuppressant_drug text,  -- last dose; drug that gives the latest one, as written
    platform_lo date, platform_hi date, platform_drug text,     -- interferon beta or glatiramer
    steroid_lo date, steroid_hi date, steroid_drug text,        -- systemic corticosteroid
    -- for the evidence: drug that surely counts with the latest last dose; until when at least (9999-12-31 = ongoing); what is
    -- open about x_drug: DRUG (not identified) CLASS (may not be of it) START (may be after the reference) END, null = nothing
    immunosuppressant_sure_drug text, immunosuppressant_until date, immunosuppressant_doubt text,
    platform_sure_drug text, platform_until date, platform_doubt text,
    steroid_sure_drug text, steroid_until date, steroid_doubt text,
    immunosuppressant_end date, platform_end date, steroid_end date,    -- last dose of any that may count, not cut off; null = none
    steroid_route text,                     -- route of the one that steroid_doubt speaks of
    therapy_list_complete boolean, unidentified_drugs integer,
    coarse_drug text, therapy_is_rough boolean,                 -- one identified that I1 may list or not; a date of one that it may list is not exact
    hiv boolean, hiv_on_lo date, hiv_on_hi date,                -- positive? (HIV once positive stays so)
    hbsag boolean, hbsag_on_lo date, hbsag_on_hi date,          -- date of the latest result
    hcv_antibody boolean, hcv_antibody_on_lo date, hcv_antibody_on_hi date,
    hcv_rna boolean, hcv_rna_on_lo date, hcv_rna_on_hi date,
    hepatitis_c boolean,                    -- infection: RNA positive, or an antibody positive that no later RNA clears
    hcv_positive_by date,                   -- last day that the first positive antibody after the last negative may have
    bands boolean, bands_on_lo date, bands_on_hi date,          -- oligoclonal bands in the CSF
    pregnant boolean, pregnant_on_lo date, pregnant_on_hi date, -- latest HCG
    pregnant_positive_hi date,              -- last day that a positive one may be of
    open_results struct(test text, lo date, hi date, result text, value_lo double, value_hi double,
        value_lo_open boolean, value_hi_open boolean, doubt text, is_certain boolean)[],    -- for the evidence: results that may be the latest, of tests that they leave open or where they differ
    egfr_lo double, egfr_hi double, egfr_lo_open boolean, egfr_hi_open boolean, egfr_on_lo date, egfr_on_hi date,
    wbc_lo double, wbc_hi double, wbc_lo_open boolean, wbc_hi_open boolean, wbc_on_lo date, wbc_on_hi date,
    other_malignancy boolean, other_malignancy_on_lo date, other_malignancy_on_hi date, -- other than the two exceptions
    remission_lo date, remission_hi date,   -- start of the latest remission of the two exceptions; 0001-01-01 = had none, 9999-12-31 = not in remission
    remission_recorded_lo date, remission_is_blank boolean,     -- remission_lo of those with a recorded remission, null = none; whether one has none
    malignancy_list_complete boolean,
    childbearing_potential boolean, contraception_agreed boolean, active_infection boolean, life_limiting_comorbidity boolean,
    mds_history boolean, haematologic_history boolean, wbc_clinically_relevant boolean, renal_failure boolean,
    mri_possible boolean, consent_able boolean,
    therapies_lost text, relapses_lost text, mri_lost text, malignancies_lost text,     -- why a promise of completeness falls; null = it does not
    edss_lost text,                         -- the latest EDSS that was lost; in `edss` every one is an uncertain row without a score
    labs_lost struct(test text, hi date, place text)[],         -- of each test (null = any) the latest result that was lost, and its last day
    contested text                          -- as in screenings
);

-- ---------------------------------------------------------------- what follows
-- Bits: I1 0, I2 1, I3 2, I4 3, E1 4, E2 5, E3 6, E4 7 ... E14 17. Leaf bits are in vocabulary.LEAVES order.
create type verdict_status as enum ('eligible', 'ineligible', 'unknown');   -- in the order of the alphabet, as text is
create table verdicts (          -- one row per rule set, screening and basis
    ruleset text not null, screening_key integer not null, basis facts_basis not null,
    status verdict_status not null,
    fails uinteger not null, unknown uinteger not null,                  -- counted criteria only (never bits 4..6)
    derived_fails uinteger not null, derived_unknown uinteger not null,  -- E1..E3 only
    leaf_fails ubigint not null, leaf_unknown ubigint not null           -- leaves that count against the person / are undecided
);

-- cases, people, judged, verdict_rows: what the queries read, laid out after the verdicts (see layout.sql)
