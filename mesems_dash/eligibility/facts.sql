-- Facts of the screenings with a key from $key_from to $key_to: what each record allows to be true.
--
-- Grain: one row per screening and basis. THEN at its reference date; NOW at the cut's date, for the latest screening of everybody
-- without a randomisation. Reads the typed tables, manifest and drug_classes (see drugs.py). Says the same as facts.py, treatment.py,
-- history.py and assessments.py, which are the reference; names are theirs.
--
-- In every *_rows: `lo`, `hi` the interval of a row that may lie up to the reference, `hi` cut off there; `is_certain` it surely does.
-- 0001-01-01 = never, or unknown how early; 9999-12-31 = unknown how late.
insert into facts by name
with
chunk as materialized (
    select screening_key, subject_key, reference_on
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
        and subject_key not in (select subject_key from randomisations)
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
),

-- ---------------------------------------------------------------- relapses
relapse_rows as (
    select
        anchor,
        documented,
        coalesce(onset_lo, date '0001-01-01') as lo,
        least(onset_hi, reference_on) as hi,                            -- least ignores a null: not recorded = up to the reference
        coalesce(onset_hi <= reference_on, false) as is_certain
    from relapses
    join anchors using (subject_key)
    where onset_lo is null or onset_lo <= reference_on
),
relapse_facts as (
    select
        anchor,
        max(lo) filter (is_certain and documented) as documented_lo,
        max(hi) filter (documented is distinct from false) as documented_hi,
        list_sort(
            list({'lo': lo, 'hi': hi, 'is_certain': is_certain and coalesce(documented, false)})
            filter (documented is distinct from false)
        ) as documented_relapses,
        max(lo) filter (is_certain) as relapse_lo,
        max(hi) as relapse_hi
    from relapse_rows
    group by anchor
),

-- ---------------------------------------------------------------- scans
scans as (                      -- has_lesion null: the scan says nothing
    select
        subject_key,
        scanned_lo,
        scanned_hi,
        case
            when gadolinium = false or gel_count is null then null
            when gel_count >= 1 then true
            when gadolinium then false
        end as has_lesion
    from mri
),
scan_facts as (
    select
        anchor,
        max(coalesce(scanned_lo, date '0001-01-01')) filter (has_lesion and scanned_hi <= reference_on) as gel_lo,
        max(least(scanned_hi, reference_on)) filter (has_lesion is distinct from false) as gel_hi,
        count(*) filter (has_lesion is null) as gel_maybe_scans
    from scans
    join anchors using (subject_key)
    where scanned_lo is null or scanned_lo <= reference_on
    group by anchor
),

-- ---------------------------------------------------------------- EDSS
edss_rows as materialized (
    select
        anchor,
        score,
        coalesce(assessed_lo, date '0001-01-01') as lo,
        least(assessed_hi, reference_on) as hi,
        coalesce(assessed_hi <= reference_on, false) as is_certain,
        coalesce(assessed_lo = assessed_hi, false) as is_full
    from edss
    join anchors using (subject_key)
    where assessed_lo is null or assessed_lo <= reference_on
),
edss_history as materialized (
    select
        anchor,
        coalesce(max(lo) filter (is_certain), date '0001-01-01') as latest_lo,
        max(hi) as latest_hi,
        bool_or(is_certain) as is_certain,
        list_sort(
            list({'lo': lo, 'hi': hi, 'score': score, 'is_certain': is_certain}), 'asc', 'nulls last'
        ) as edss
    from edss_rows
    group by anchor
),
edss_candidates as (            -- the rows that may be the latest
    select
        edss_rows.anchor,
        edss_history.is_certain,
        edss_rows.score,
        edss_rows.is_full
    from edss_rows
    join edss_history using (anchor)
    where edss_rows.hi >= edss_history.latest_lo
),
edss_latest as (
    select
        anchor,
        list_sort(list(distinct score) filter (score is not null), 'asc') as recorded,
        count(*) > count(score) as has_unrecorded,
        bool_and(is_certain)
            and count(*) = count(score)
            and (min(score) filter (is_full)) is not distinct from (max(score) filter (is_full)) as is_known,
        min(score) as least_score,
        max(score) as greatest_score
    from edss_candidates
    group by anchor
),
edss_facts as (
    select
        anchor,
        edss_history.edss,
        coalesce(recorded, []) || if(has_unrecorded, [cast(null as double)], []) as edss_scores,
        is_known as edss_known,
        if(is_known, least_score, null) as edss_min,
        if(is_known, greatest_score, null) as edss_max,
        latest_lo as edss_on_lo,
        latest_hi as edss_on_hi
    from edss_history
    join edss_latest using (anchor)
),

-- ---------------------------------------------------------------- therapies
courses as (                    -- start and end (last dose), narrowed to what start-before-end allows; in days since 0001-01-01
    select
        therapies.subject_key,
        coalesce(therapies.drug, therapies.atc) as name,
        therapies.line,
        drug_classes.* exclude (drug, atc, route),
        coalesce(started_lo, date '0001-01-01') as start_lo,
        least(coalesce(started_hi, date '9999-12-31'), if(ongoing, null, ended_hi)) as start_hi,
        greatest(
            if(ongoing, date '9999-12-31', coalesce(ended_lo, date '0001-01-01')), coalesce(started_lo, date '0001-01-01')
        ) as end_lo,
        if(ongoing, date '9999-12-31', coalesce(ended_hi, date '9999-12-31')) as end_hi
    from therapies
    join drug_classes
        on therapies.drug is not distinct from drug_classes.drug
        and therapies.atc is not distinct from drug_classes.atc
        and therapies.route is not distinct from drug_classes.route
    where not is_identified or listed <> 'N' or immunosuppressant <> 'N' or platform <> 'N' or steroid <> 'N'
),
course_rows as materialized (
    select
        anchor,
        name,
        line,
        is_identified,
        listed,
        immunosuppressant,
        platform,
        steroid,
        start_lo,
        start_hi,
        end_lo,
        end_hi,
        reference_on - 1 as before_on,
        least(end_lo, reference_on) as lo,
        least(end_hi, reference_on) as hi,
        start_hi <= reference_on as is_certain,
        cast(least(end_hi, reference_on) - date '0001-01-01' as bigint) * 2 as rank_of_hi
    from courses
    join anchors using (subject_key)
    where start_lo <= reference_on
),
dose_facts as (                 -- the drug named is that of the latest last dose: a sure one first, then the one listed last
    select
        anchor,
        max(lo) filter (immunosuppressant = 'Y' and is_certain) as immunosuppressant_lo,
        max(hi) filter (immunosuppressant <> 'N') as immunosuppressant_hi,
        arg_max(name, (rank_of_hi + cast(immunosuppressant = 'Y' as bigint)) * 1099511627776 + line)
            filter (immunosuppressant <> 'N') as immunosuppressant_drug,
        max(lo) filter (platform = 'Y' and is_certain) as platform_lo,
        max(hi) filter (platform <> 'N') as platform_hi,
        arg_max(name, (rank_of_hi + cast(platform = 'Y' as bigint)) * 1099511627776 + line)
            filter (platform <> 'N') as platform_drug,
        max(lo) filter (steroid = 'Y' and is_certain) as steroid_lo,
        max(hi) filter (steroid <> 'N') as steroid_hi,
        arg_max(name, (rank_of_hi + cast(steroid = 'Y' as bigint)) * 1099511627776 + line)
            filter (steroid <> 'N') as steroid_drug,
        count(*) filter (not is_identified) as unidentified_drugs
    from course_rows
    group by anchor
),
segments as materialized (      -- days of therapy before the reference: the fewest ('least') and the most ('most')
    select anchor, 'least' as kind, start_hi as lo, least(end_lo, before_on) as hi
    from course_rows
    where listed = 'Y' and start_hi <= end_lo and start_hi <= before_on
    union all
    select anchor, 'most', start_lo, least(end_hi, before_on)
    from course_rows
    where listed <> 'N' and start_lo <= before_on
),
unions_of_few as materialized ( -- of two, the days both have are counted once
    select
        anchor,
        kind,
        count(*) as segments,
        sum(hi - lo + 1) - if(count(*) = 2, greatest(min(hi) - max(lo) + 1, 0), 0) as days
    from segments
    group by anchor, kind
),
segments_of_many as (
    select
        segments.*,
        max(hi) over (
            partition by anchor, kind order by lo, hi rows between unbounded preceding and 1 preceding
        ) as covered_to
    from segments
    semi join (select anchor, kind from unions_of_few where segments > 2) using (anchor, kind)
),
unions as (
    select anchor, kind, days
    from unions_of_few
    where segments <= 2
    union all
    select anchor, kind, sum(greatest(hi - greatest(lo - 1, covered_to), 0))   -- greatest ignores a null: the first has none before it
    from segments_of_many
    group by anchor, kind
),
short_courses as (              -- may be as short as one day, which lies between the earliest end and the latest start
    select anchor, end_lo as lo, start_hi as hi
    from course_rows
    where listed = 'Y' and start_hi > end_lo and start_hi <= before_on
),
further_days as (               -- the fewest days that hit them all: always take the earliest end not yet hit
    select
        anchor,
        list_reduce(
            list_sort(list({'hi': hi, 'lo': lo, 'days': 1})),
            lambda hit, other: if(other.lo > hit.hi, {'hi': other.hi, 'lo': other.lo, 'days': hit.days + 1}, hit)
        ).days as days
    from short_courses
    anti join (select anchor, lo as covered_lo, hi as covered_hi from segments where kind = 'least') as covered
        on short_courses.anchor = covered.anchor and covered_lo <= hi and lo <= covered_hi
    group by anchor
),
therapy_days as (
    select
        anchor,
        sum(days) filter (kind <> 'most') as therapy_days_min,
        sum(days) filter (kind = 'most') as therapy_days_max
    from (
        select anchor, kind, days from unions
        union all
        select anchor, 'further', days from further_days
    )
    group by anchor
),

-- ---------------------------------------------------------------- laboratory
lab_rows as materialized (      -- a test not done is as if it were not there
    select
        anchor,
        test,
        case result when 'POS' then true when 'NEG' then false end as is_positive,
        value_lo,
        value_hi,
        coalesce(value_lo_open, false) as value_lo_open,
        coalesce(value_hi_open, false) as value_hi_open,
        coalesce(collected_lo, date '0001-01-01') as lo,
        least(collected_hi, reference_on) as hi,
        coalesce(collected_hi <= reference_on, false) as is_certain,
        coalesce(collected_lo = collected_hi, false) as is_full
    from labs
    join anchors using (subject_key)
    where (collected_lo is null or collected_lo <= reference_on) and result is distinct from 'ND' and test is not null
),
lab_history as materialized (
    select
        anchor,
        test,
        coalesce(max(lo) filter (is_certain), date '0001-01-01') as on_lo,
        max(hi) as on_hi,
        bool_or(is_certain) as is_certain,
        count(*) > count(*) filter (not is_positive) as may_be_positive,   -- any row that is not surely negative
        count(*) filter (is_positive) > 0 as has_positive,
        max(lo) filter (is_positive and is_certain) as positive_lo,
        max(hi) filter (is_positive and is_certain) as positive_hi
    from lab_rows
    group by anchor, test
),
lab_candidates as (             -- the rows that may be the latest
    select
        lab_rows.*,
        lab_history.is_certain as surely_exists
    from lab_rows
    join lab_history using (anchor, test)
    where lab_rows.hi >= lab_history.on_lo
),
serology as (                   -- null where the candidates do not all say the same
    select
        anchor,
        test,
        if(
            bool_and(surely_exists) and count(*) = count(is_positive) and bool_and(is_positive) = bool_or(is_positive),
            bool_and(is_positive),
            null
        ) as is_positive
    from lab_candidates
    where test not in ('EGFR', 'WBC')
    group by anchor, test
),
measurements as (               -- the least range that holds the ranges of all candidates
    select
        anchor,
        test,
        min(value_lo) as value_lo,
        max(value_hi) as value_hi,
        coalesce(min(value_lo) filter (not value_lo_open) > min(value_lo), true) as value_lo_open,
        coalesce(max(value_hi) filter (not value_hi_open) < max(value_hi), true) as value_hi_open
    from lab_candidates
    where test in ('EGFR', 'WBC')
    group by anchor, test
    having
        bool_and(surely_exists)
        and count(*) = count(value_lo)
        and (min(value_lo) filter (is_full)) is not distinct from (max(value_lo) filter (is_full))
        and (min(value_hi) filter (is_full)) is not distinct from (max(value_hi) filter (is_full))
        and (bool_and(value_lo_open) filter (is_full)) is not distinct from (bool_or(value_lo_open) filter (is_full))
        and (bool_and(value_hi_open) filter (is_full)) is not distinct from (bool_or(value_hi_open) filter (is_full))
),
lab_facts as (
    select
        anchor,
        any_value(                                                      -- HIV: once positive, positive for good
            case
                when positive_lo is not null then true
                when not may_be_positive then serology.is_positive
            end
        ) filter (test = 'HIV') as hiv,
        any_value(coalesce(positive_lo, on_lo)) filter (test = 'HIV') as hiv_on_lo,
        any_value(coalesce(positive_hi, on_hi)) filter (test = 'HIV') as hiv_on_hi,
        any_value(is_positive) filter (test = 'HBSAG') as hbsag,
        any_value(on_lo) filter (test = 'HBSAG') as hbsag_on_lo,
        any_value(on_hi) filter (test = 'HBSAG') as hbsag_on_hi,
        any_value(is_positive) filter (test = 'HCVAB') as hcv_antibody,
        any_value(on_lo) filter (test = 'HCVAB') as hcv_antibody_on_lo,
        any_value(on_hi) filter (test = 'HCVAB') as hcv_antibody_on_hi,
        any_value(is_positive) filter (test = 'HCVRNA') as hcv_rna,
        any_value(on_lo) filter (test = 'HCVRNA') as hcv_rna_on_lo,
        any_value(on_hi) filter (test = 'HCVRNA') as hcv_rna_on_hi,
        any_value(is_positive) filter (test = 'CSF_OCB') as bands,
        any_value(on_lo) filter (test = 'CSF_OCB') as bands_on_lo,
        any_value(on_hi) filter (test = 'CSF_OCB') as bands_on_hi,
        any_value(is_positive) filter (test = 'HCG') as pregnant,
        any_value(has_positive) filter (test = 'HCG') as may_be_pregnant,
        any_value(on_lo) filter (test = 'HCG') as pregnant_on_lo,
        any_value(on_hi) filter (test = 'HCG') as pregnant_on_hi,
        any_value(value_lo) filter (test = 'EGFR') as egfr_lo,
        any_value(value_hi) filter (test = 'EGFR') as egfr_hi,
        any_value(value_lo_open) filter (test = 'EGFR') as egfr_lo_open,
        any_value(value_hi_open) filter (test = 'EGFR') as egfr_hi_open,
        any_value(on_lo) filter (test = 'EGFR') as egfr_on_lo,
        any_value(on_hi) filter (test = 'EGFR') as egfr_on_hi,
        any_value(value_lo) filter (test = 'WBC') as wbc_lo,
        any_value(value_hi) filter (test = 'WBC') as wbc_hi,
        any_value(value_lo_open) filter (test = 'WBC') as wbc_lo_open,
        any_value(value_hi_open) filter (test = 'WBC') as wbc_hi_open,
        any_value(on_lo) filter (test = 'WBC') as wbc_on_lo,
        any_value(on_hi) filter (test = 'WBC') as wbc_on_hi
    from lab_history
    left join serology using (anchor, test)
    left join measurements using (anchor, test)
    group by anchor
),

-- ---------------------------------------------------------------- malignancies
diagnoses as (                  -- diagnosed before it goes into remission; 9999-12-31 = not in remission
    select
        subject_key,
        type,
        coalesce(diagnosed_lo, date '0001-01-01') as lo,
        least(coalesce(diagnosed_hi, date '9999-12-31'), remission_hi) as hi,
        greatest(coalesce(diagnosed_lo, date '0001-01-01'), remission_lo) as remission_lo,
        coalesce(remission_hi, date '9999-12-31') as remission_hi
    from malignancies
),
malignancy_facts as (
    select
        anchor,
        coalesce(bool_or(type = 'OTHER' and hi <= reference_on), false) as has_other,
        count(*) filter (is_other is distinct from false) > 0 as may_have_other,
        max(lo) filter (is_other and hi <= reference_on) as other_malignancy_on_lo,
        max(least(hi, reference_on)) filter (is_other is distinct from false) as other_malignancy_on_hi,
        max(if(remission_lo <= reference_on, remission_lo, date '9999-12-31'))
            filter (not is_other and hi <= reference_on) as remission_lo,
        max(if(remission_hi <= reference_on, remission_hi, date '9999-12-31'))
            filter (not coalesce(is_other, false)) as remission_hi
    from (select *, type = 'OTHER' as is_other from diagnoses)
    join anchors using (subject_key)
    where lo <= reference_on
    group by anchor
),

-- ---------------------------------------------------------------- all together
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

        coalesce(therapy_days_min, 0) as therapy_days_min,
        if(therapy_history_complete, coalesce(therapy_days_max, 0), greatest(therapy_days_max, 36500)) as therapy_days_max,
        coalesce(immunosuppressant_lo, date '0001-01-01') as immunosuppressant_lo,
        if(
            therapy_history_complete, coalesce(immunosuppressant_hi, date '0001-01-01'), anchors.reference_on
        ) as immunosuppressant_hi,
        immunosuppressant_drug,
        coalesce(platform_lo, date '0001-01-01') as platform_lo,
        if(therapy_history_complete, coalesce(platform_hi, date '0001-01-01'), anchors.reference_on) as platform_hi,
        platform_drug,
        coalesce(steroid_lo, date '0001-01-01') as steroid_lo,
        if(therapy_history_complete, coalesce(steroid_hi, date '0001-01-01'), anchors.reference_on) as steroid_hi,
        steroid_drug,
        coalesce(therapy_history_complete, false) as therapy_list_complete,
        coalesce(unidentified_drugs, 0) as unidentified_drugs,

        coalesce(documented_lo, date '0001-01-01') as documented_lo,
        if(relapse_history_complete, coalesce(documented_hi, date '0001-01-01'), anchors.reference_on) as documented_hi,
        coalesce(documented_relapses, []) as documented_relapses,
        coalesce(relapse_history_complete, false) as relapse_list_complete,
        coalesce(relapse_lo, date '0001-01-01') as relapse_lo,
        if(relapse_history_complete, coalesce(relapse_hi, date '0001-01-01'), anchors.reference_on) as relapse_hi,
        coalesce(gel_lo, date '0001-01-01') as gel_lo,
        if(mri_history_complete, coalesce(gel_hi, date '0001-01-01'), anchors.reference_on) as gel_hi,
        coalesce(gel_maybe_scans, 0) as gel_maybe_scans,

        coalesce(edss, []) as edss,
        coalesce(edss_scores, []) as edss_scores,
        coalesce(edss_known, false) as edss_known,
        edss_min, edss_max, edss_on_lo, edss_on_hi,

        hiv, hiv_on_lo, hiv_on_hi,
        hbsag, hbsag_on_lo, hbsag_on_hi,
        hcv_antibody, hcv_antibody_on_lo, hcv_antibody_on_hi,
        hcv_rna, hcv_rna_on_lo, hcv_rna_on_hi,
        bands, bands_on_lo, bands_on_hi,
        case
            when pregnant is not null then pregnant
            when childbearing_potential = false and not coalesce(may_be_pregnant, false) then false
        end as pregnant,
        pregnant_on_lo, pregnant_on_hi,
        egfr_lo, egfr_hi, egfr_lo_open, egfr_hi_open, egfr_on_lo, egfr_on_hi,
        wbc_lo, wbc_hi, wbc_lo_open, wbc_hi_open, wbc_on_lo, wbc_on_hi,

        case
            when has_other then true
            when malignancy_history_complete and not coalesce(may_have_other, false) then false
        end as other_malignancy,
        if(may_have_other, coalesce(other_malignancy_on_lo, date '0001-01-01'), null) as other_malignancy_on_lo,
        other_malignancy_on_hi,
        coalesce(malignancy_facts.remission_lo, date '0001-01-01') as remission_lo,
        if(
            malignancy_history_complete, coalesce(malignancy_facts.remission_hi, date '0001-01-01'), date '9999-12-31'
        ) as remission_hi,
        coalesce(malignancy_history_complete, false) as malignancy_list_complete,

        childbearing_potential, contraception_agreed, active_infection, life_limiting_comorbidity, mds_history,
        haematologic_history, wbc_clinically_relevant, renal_failure, mri_possible, consent_able
    from anchors
    join screenings using (screening_key)
    join subjects on anchors.subject_key = subjects.subject_key
    left join relapse_facts using (anchor)
    left join scan_facts using (anchor)
    left join edss_facts using (anchor)
    left join dose_facts using (anchor)
    left join therapy_days using (anchor)
    left join lab_facts using (anchor)
    left join malignancy_facts using (anchor)
    union all by name
    select screening_key, 'THEN' as basis, [] as documented_relapses, [] as edss, [] as edss_scores
    from chunk
    where reference_on is null
)
select *
from final;
