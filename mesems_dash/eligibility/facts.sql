-- Facts of the screenings with a key from $key_from to $key_to: what each record allows to be true.
--
-- Grain: one row per screening and basis. THEN at its reference date; NOW at the cut's date, for the latest screening
-- of everybody without a randomisation. Reads the typed tables, manifest and drug_classes (see drugs.py).
-- Says the same as facts.py, with a .sql beside each .py: history, assessments, treatment. Python is the reference.
--
-- In every *_rows `lo`, `hi` are the interval of a row that may lie up to the reference, `hi` cut off there, and
-- `is_certain` tells whether it surely does. 0001-01-01 = never, or unknown how early; 9999-12-31 = unknown how late.
insert into facts by name
with
chunk as materialized (
    select screening_key, subject_key, reference_on, contested
    from screenings
    where screening_key between $key_from and $key_to
),
subject_range as materialized (
    select min(subject_key) as first, max(subject_key) as last
    from chunk
),
latest_screenings as (          -- of everybody not yet randomised
    select arg_max(screening_key, screening_no) as screening_key
    from screenings
    where
        subject_key between (select first from subject_range) and (select last from subject_range)
        and subject_key not in (select subject_key from randomisations semi join chunk using (subject_key))
    group by subject_key
),
anchors as materialized (       -- `anchor` numbers screening and basis in one
    select screening_key * 2 as anchor, screening_key, subject_key, 'THEN' as basis, reference_on
    from chunk
    where reference_on is not null
    union all
    select chunk.screening_key * 2 + 1, chunk.screening_key, chunk.subject_key, 'NOW', manifest.as_of
    from chunk
    semi join latest_screenings using (screening_key)
    cross join manifest
    where chunk.contested is null
),

-- include: history.sql
-- include: assessments.sql
-- include: treatment.sql
-- include: loss.sql
final as (
    select
        anchors.screening_key,
        anchors.basis,
        anchors.reference_on,
        screenings.subtype,
        subjects.sex,
        coalesce(birth_lo, date '0001-01-01') as birth_lo,
        coalesce(birth_hi, date '9999-12-31') as birth_hi,
        coalesce(onset_lo, date '0001-01-01') as onset_lo,
        coalesce(onset_hi, date '9999-12-31') as onset_hi,

        -- a promise of completeness falls where something was lost; what follows asks the columns named here
        coalesce(therapy_history_complete and lost_therapies is null, false) as therapy_list_complete,
        coalesce(relapse_history_complete and lost_relapses is null, false) as relapse_list_complete,
        coalesce(mri_history_complete and lost_mri is null, false) as scan_list_complete,
        coalesce(malignancy_history_complete and lost_malignancies is null, false) as malignancy_list_complete,
        if(therapy_history_complete, lost_therapies, null) as therapies_lost,
        if(relapse_history_complete, lost_relapses, null) as relapses_lost,
        if(mri_history_complete, lost_mri, null) as mri_lost,
        if(malignancy_history_complete, lost_malignancies, null) as malignancies_lost,

        coalesce(therapy_days_min, 0) as therapy_days_min,
        if(
            therapy_list_complete, coalesce(therapy_days_max, 0), greatest(therapy_days_max, 36500)
        ) as therapy_days_max,
        coalesce(immunosuppressant_lo, date '0001-01-01') as immunosuppressant_lo,
        if(
            therapy_list_complete, coalesce(immunosuppressant_hi, date '0001-01-01'), anchors.reference_on
        ) as immunosuppressant_hi,
        immunosuppressant_drug,
        immunosuppressant_sure_drug,
        immunosuppressant_until,
        nullif(immunosuppressant_doubt, '') as immunosuppressant_doubt,
        immunosuppressant_end,
        coalesce(platform_lo, date '0001-01-01') as platform_lo,
        if(therapy_list_complete, coalesce(platform_hi, date '0001-01-01'), anchors.reference_on) as platform_hi,
        platform_drug,
        platform_sure_drug,
        platform_until,
        nullif(platform_doubt, '') as platform_doubt,
        platform_end,
        coalesce(steroid_lo, date '0001-01-01') as steroid_lo,
        if(therapy_list_complete, coalesce(steroid_hi, date '0001-01-01'), anchors.reference_on) as steroid_hi,
        steroid_drug,
        steroid_sure_drug,
        steroid_until,
        nullif(steroid_doubt, '') as steroid_doubt,
        steroid_end,
        nullif(steroid_route, '') as steroid_route,
        coalesce(unidentified_drugs, 0) as unidentified_drugs,
        coarse_drug,
        coalesce(therapy_is_rough, false) as therapy_is_rough,

        coalesce(documented_lo, date '0001-01-01') as documented_lo,
        if(relapse_list_complete, coalesce(documented_hi, date '0001-01-01'), anchors.reference_on) as documented_hi,
        documented_end,
        coalesce(documented_relapses, []) as documented_relapses,
        coalesce(documented_is_plain, true) as documented_is_plain,
        coalesce(relapse_lo, date '0001-01-01') as relapse_lo,
        if(relapse_list_complete, coalesce(relapse_hi, date '0001-01-01'), anchors.reference_on) as relapse_hi,
        relapse_end,
        coalesce(gel_lo, date '0001-01-01') as gel_lo,
        if(scan_list_complete, coalesce(gel_hi, date '0001-01-01'), anchors.reference_on) as gel_hi,
        gel_end,
        coalesce(gel_maybe_scans, 0) as gel_maybe_scans,
        gel_maybe_hi,

        coalesce(edss, []) as edss,
        coalesce(edss_is_plain, true) as edss_is_plain,
        coalesce(edss_scores, []) as edss_scores,
        coalesce(edss_known, false) as edss_known,
        edss_min, edss_max, edss_on_lo, edss_on_hi,

        hiv, hiv_on_lo, hiv_on_hi,
        hbsag, hbsag_on_lo, hbsag_on_hi,
        hcv_antibody, hcv_antibody_on_lo, hcv_antibody_on_hi,
        hcv_rna, hcv_rna_on_lo, hcv_rna_on_hi,
        hepatitis_c, hcv_positive_by,
        bands, bands_on_lo, bands_on_hi,
        pregnant, pregnant_on_lo, pregnant_on_hi, pregnant_positive_hi,
        coalesce(open_results, []) as open_results,
        egfr_lo, egfr_hi, egfr_lo_open, egfr_hi_open, egfr_on_lo, egfr_on_hi,
        wbc_lo, wbc_hi, wbc_lo_open, wbc_hi_open, wbc_on_lo, wbc_on_hi,

        case
            when has_other then true
            when malignancy_list_complete and not coalesce(may_have_other, false) then false
        end as other_malignancy,
        if(may_have_other, coalesce(other_malignancy_on_lo, date '0001-01-01'), null) as other_malignancy_on_lo,
        other_malignancy_on_hi,
        coalesce(malignancy_facts.remission_lo, date '0001-01-01') as remission_lo,
        if(
            malignancy_list_complete, coalesce(malignancy_facts.remission_hi, date '0001-01-01'), date '9999-12-31'
        ) as remission_hi,
        remission_recorded_lo,
        coalesce(remission_is_blank, false) as remission_is_blank,

        childbearing_potential, contraception_agreed, active_infection, life_limiting_comorbidity, mds_history,
        haematologic_history, wbc_clinically_relevant, renal_failure, mri_possible, consent_able,
        loss_facts.* exclude (anchor, lost_therapies, lost_relapses, lost_mri, lost_malignancies)
    from anchors
    join screenings using (screening_key)
    join subjects on anchors.subject_key = subjects.subject_key
    left join relapse_facts using (anchor)
    left join scan_facts using (anchor)
    left join edss_facts using (anchor)
    left join therapy_facts using (anchor)
    left join serology_facts using (anchor)
    left join measurement_facts using (anchor)
    left join open_results using (anchor)
    left join malignancy_facts using (anchor)
    left join loss_facts using (anchor)
),
-- include: opened.sql
everybody as (
    from opened
    union all by name
    select screening_key, 'THEN' as basis, [] as documented_relapses, [] as edss, [] as edss_scores,
        [] as open_results, contested
    from chunk
    where reference_on is null
    union all by name
    select screening_key, 'NOW' as basis, [] as documented_relapses, [] as edss, [] as edss_scores,
        [] as open_results, contested
    from chunk
    semi join latest_screenings using (screening_key)
    where contested is not null
)
select *
from everybody;
