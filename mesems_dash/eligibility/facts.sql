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
edss_rows as (
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
edss_lists as (
    select
        anchor,
        max(lo) filter (is_certain) as surely_on,                       -- null: there may be none
        max(hi) as latest_hi,
        bool_and(is_full) as has_full_dates,
        list_sort(list({'lo': lo, 'hi': hi, 'score': score, 'is_certain': is_certain}), 'asc', 'nulls last') as edss
    from edss_rows
    group by anchor
),
edss_history as materialized (
    select
        *,
        coalesce(surely_on, date '0001-01-01') as latest_lo,
        has_full_dates and edss[-2].lo is distinct from edss[-1].lo as is_plain    -- then the last of the list is the latest
    from edss_lists
),
edss_candidates as (            -- the rows that may be the latest
    select anchor, surely_on, candidate.score, candidate.lo = candidate.hi and candidate.is_certain as is_full
    from (select anchor, surely_on, latest_lo, unnest(edss) as candidate from edss_history where not is_plain)
    where candidate.hi >= latest_lo
),
edss_latest as (
    select anchor, [edss[-1].score] as edss_scores, edss[-1].score is not null as is_known
    from edss_history
    where is_plain
    union all
    select
        anchor,
        coalesce(list_sort(list(distinct score) filter (score is not null), 'asc'), [])
            || if(count(*) > count(score), [cast(null as double)], []),
        any_value(surely_on) is not null
            and count(*) = count(score)
            and (min(score) filter (is_full)) is not distinct from (max(score) filter (is_full))
    from edss_candidates
    group by anchor
),
edss_facts as (
    select
        anchor,
        edss_history.edss,
        edss_scores,
        is_known as edss_known,
        if(is_known, edss_scores[1], null) as edss_min,
        if(is_known, edss_scores[-1], null) as edss_max,
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
course_rows as materialized (   -- `least_*`, `most_*`: the days of therapy before the reference that the course surely and at most covers;
    select                      -- a course that may be as short as one day needs one from `one_lo` to `one_hi`; null: none
        anchor,
        name,
        line,
        is_identified,
        immunosuppressant,
        platform,
        steroid,
        least(end_lo, reference_on) as lo,
        least(end_hi, reference_on) as hi,
        start_hi <= reference_on as is_certain,
        cast(least(end_hi, reference_on) - date '0001-01-01' as bigint) * 2 as rank_of_hi,
        if(listed = 'Y' and start_hi <= end_lo and start_hi < reference_on, start_hi, null) as least_lo,
        if(least_lo is null, null, least(end_lo, reference_on - 1)) as least_hi,
        if(listed = 'Y' and start_hi > end_lo and start_hi < reference_on, end_lo, null) as one_lo,
        if(one_lo is null, null, start_hi) as one_hi,
        if(listed <> 'N' and start_lo < reference_on, start_lo, null) as most_lo,
        if(most_lo is null, null, least(end_hi, reference_on - 1)) as most_hi
    from courses
    join anchors using (subject_key)
    where start_lo <= reference_on
),
course_facts as materialized (  -- the drug named is that of the latest last dose: a sure one first, then the one listed last
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
        count(*) filter (not is_identified) as unidentified_drugs,
        count(least_lo) as least_courses,                               -- of two, the days both cover are counted once
        sum(least_hi - least_lo + 1) - if(least_courses = 2, greatest(min(least_hi) - max(least_lo) + 1, 0), 0) as least_days,
        count(most_lo) as most_courses,
        sum(most_hi - most_lo + 1) - if(most_courses = 2, greatest(min(most_hi) - max(most_lo) + 1, 0), 0) as most_days
    from course_rows
    group by anchor
),
segments_of_many as (           -- three or more courses: one after the other
    select anchor, true as is_least, least_lo as lo, least_hi as hi
    from course_rows
    semi join (select anchor from course_facts where least_courses > 2) using (anchor)
    where least_lo is not null
    union all
    select anchor, false, most_lo, most_hi
    from course_rows
    semi join (select anchor from course_facts where most_courses > 2) using (anchor)
    where most_lo is not null
),
covered_segments as (
    select
        *,
        max(hi) over (
            partition by anchor, is_least order by lo, hi rows between unbounded preceding and 1 preceding
        ) as covered_to
    from segments_of_many
),
unions_of_many as (             -- greatest ignores a null: nothing is covered before the first
    select
        anchor,
        sum(greatest(hi - greatest(lo - 1, covered_to), 0)) filter (is_least) as least_days,
        sum(greatest(hi - greatest(lo - 1, covered_to), 0)) filter (not is_least) as most_days
    from covered_segments
    group by anchor
),
short_courses as (
    select anchor, one_lo, one_hi
    from course_rows
    where one_lo is not null
),
further_days as (               -- the fewest days that hit them all: always take the earliest end not yet hit
    select
        short_courses.anchor,
        list_reduce(
            list_sort(list({'hi': one_hi, 'lo': one_lo, 'days': 1})),
            lambda hit, other: if(other.lo > hit.hi, {'hi': other.hi, 'lo': other.lo, 'days': hit.days + 1}, hit)
        ).days as days
    from short_courses
    anti join (select anchor, least_lo, least_hi from course_rows where least_lo is not null) as covered
        on short_courses.anchor = covered.anchor and least_lo <= one_hi and one_lo <= least_hi
    group by short_courses.anchor
),
therapy_facts as (
    select
        course_facts.* exclude (least_courses, least_days, most_courses, most_days),
        coalesce(unions_of_many.least_days, course_facts.least_days, 0) + coalesce(further_days.days, 0) as therapy_days_min,
        coalesce(unions_of_many.most_days, course_facts.most_days) as therapy_days_max
    from course_facts
    left join unions_of_many using (anchor)
    left join further_days using (anchor)
),

-- ---------------------------------------------------------------- laboratory
serology_rows as materialized ( -- a test not done is as if it were not there; `code` 2 positive, 1 negative, 0 not recorded
    select                      -- `most`, `least`: by their day, then by their code, least the other way round
        anchor,
        test,
        case result when 'POS' then 2 when 'NEG' then 1 else 0 end as code,
        coalesce(collected_lo, date '0001-01-01') as lo,
        least(collected_hi, reference_on) as hi,
        coalesce(collected_hi <= reference_on, false) as is_certain,
        coalesce(collected_lo = collected_hi, false) as is_full,
        (lo - date '0001-01-01') * 4 + code as most,
        (lo - date '0001-01-01') * 4 + 3 - code as least
    from labs
    join anchors using (subject_key)
    where
        test not in ('EGFR', 'WBC')
        and result is distinct from 'ND'
        and (collected_lo is null or collected_lo <= reference_on)
),
serology as materialized (
    select
        anchor,
        bool_and(is_full) as is_plain,
        max(lo) filter (test = 'HIV' and code = 2 and is_certain) as hiv_positive_lo,
        max(hi) filter (test = 'HIV' and code = 2 and is_certain) as hiv_positive_hi,
        count(*) filter (test = 'HIV' and code <> 1) as hiv_maybe_positive,
        count(*) filter (test = 'HCG' and code = 2) as hcg_positive,
        max(most) filter (test = 'HBSAG') as hbsag_most,
        max(least) filter (test = 'HBSAG') as hbsag_least,
        max(most) filter (test = 'HCVAB') as hcv_antibody_most,
        max(least) filter (test = 'HCVAB') as hcv_antibody_least,
        max(most) filter (test = 'HCVRNA') as hcv_rna_most,
        max(least) filter (test = 'HCVRNA') as hcv_rna_least,
        max(most) filter (test = 'CSF_OCB') as bands_most,
        max(least) filter (test = 'CSF_OCB') as bands_least,
        max(most) filter (test = 'HCG') as pregnant_most,
        max(least) filter (test = 'HCG') as pregnant_least,
        max(most) filter (test = 'HIV') as hiv_most,
        max(least) filter (test = 'HIV') as hiv_least
    from serology_rows
    group by anchor
),
plain_serology as (             -- every date is a full one: those of the last day are the latest, and have to agree (2 and 3-2, 1 and 3-1)
    select
        anchor,
        case hbsag_most % 4 * 4 + hbsag_least % 4 when 9 then true when 6 then false end as hbsag,
        date '0001-01-01' + cast(hbsag_most // 4 as integer) as hbsag_on_lo,
        hbsag_on_lo as hbsag_on_hi,
        case hcv_antibody_most % 4 * 4 + hcv_antibody_least % 4 when 9 then true when 6 then false end as hcv_antibody,
        date '0001-01-01' + cast(hcv_antibody_most // 4 as integer) as hcv_antibody_on_lo,
        hcv_antibody_on_lo as hcv_antibody_on_hi,
        case hcv_rna_most % 4 * 4 + hcv_rna_least % 4 when 9 then true when 6 then false end as hcv_rna,
        date '0001-01-01' + cast(hcv_rna_most // 4 as integer) as hcv_rna_on_lo,
        hcv_rna_on_lo as hcv_rna_on_hi,
        case bands_most % 4 * 4 + bands_least % 4 when 9 then true when 6 then false end as bands,
        date '0001-01-01' + cast(bands_most // 4 as integer) as bands_on_lo,
        bands_on_lo as bands_on_hi,
        case pregnant_most % 4 * 4 + pregnant_least % 4 when 9 then true when 6 then false end as pregnant,
        date '0001-01-01' + cast(pregnant_most // 4 as integer) as pregnant_on_lo,
        pregnant_on_lo as pregnant_on_hi,
        case hiv_most % 4 * 4 + hiv_least % 4 when 9 then true when 6 then false end as hiv,
        date '0001-01-01' + cast(hiv_most // 4 as integer) as hiv_on_lo,
        hiv_on_lo as hiv_on_hi
    from serology
    where is_plain
),
partial_rows as materialized (
    select serology_rows.*
    from serology_rows
    semi join (select anchor from serology where not is_plain) using (anchor)
),
partial_history as materialized (
    select
        anchor,
        test,
        max(lo) filter (is_certain) as surely_on,                       -- null: there may be none
        coalesce(surely_on, date '0001-01-01') as on_lo,
        max(hi) as on_hi
    from partial_rows
    group by anchor, test
),
partial_latest as (             -- what all candidates for the latest say, else null
    select
        anchor,
        test,
        on_lo,
        on_hi,
        if(surely_on is not null and min(code) = max(code), case min(code) when 2 then true when 1 then false end, null) as is_positive
    from partial_rows
    join partial_history using (anchor, test)
    where hi >= on_lo
    group by anchor, test, on_lo, on_hi, surely_on
),
partial_serology as (
    select
        anchor,
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
        any_value(on_lo) filter (test = 'HCG') as pregnant_on_lo,
        any_value(on_hi) filter (test = 'HCG') as pregnant_on_hi,
        any_value(is_positive) filter (test = 'HIV') as hiv,
        any_value(on_lo) filter (test = 'HIV') as hiv_on_lo,
        any_value(on_hi) filter (test = 'HIV') as hiv_on_hi
    from partial_latest
    group by anchor
),
serology_facts as (             -- HIV: once positive, positive for good; any other row that may be positive leaves it open
    select
        latest.* exclude (hiv, hiv_on_lo, hiv_on_hi),
        case when hiv_positive_lo is not null then true when hiv_maybe_positive = 0 then hiv end as hiv,
        coalesce(hiv_positive_lo, hiv_on_lo) as hiv_on_lo,
        coalesce(hiv_positive_hi, hiv_on_hi) as hiv_on_hi,
        hcg_positive > 0 as may_be_pregnant
    from serology
    join (from plain_serology union all by name from partial_serology) as latest using (anchor)
),
measurement_rows as materialized (
    select
        anchor,
        test,
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
    where
        test in ('EGFR', 'WBC')
        and result is distinct from 'ND'
        and (collected_lo is null or collected_lo <= reference_on)
),
measurement_history as materialized (
    select
        anchor,
        test,
        count(*) as results,
        max(lo) filter (is_certain) as surely_on,
        coalesce(surely_on, date '0001-01-01') as on_lo,
        max(hi) as on_hi,
        min(value_lo) as value_lo,
        min(value_hi) as value_hi,
        bool_and(value_lo_open) as value_lo_open,
        bool_and(value_hi_open) as value_hi_open
    from measurement_rows
    group by anchor, test
),
measurement_candidates as (     -- the least range that holds the ranges of all candidates for the latest
    select
        anchor,
        test,
        min(measurement_rows.value_lo) as value_lo,
        max(measurement_rows.value_hi) as value_hi,
        coalesce(
            min(measurement_rows.value_lo) filter (not measurement_rows.value_lo_open) > min(measurement_rows.value_lo), true
        ) as value_lo_open,
        coalesce(
            max(measurement_rows.value_hi) filter (not measurement_rows.value_hi_open) < max(measurement_rows.value_hi), true
        ) as value_hi_open
    from measurement_rows
    join measurement_history using (anchor, test)
    where results > 1 and surely_on is not null and measurement_rows.hi >= on_lo
    group by anchor, test
    having                      -- each is recorded, and no two of one day differ
        count(*) = count(measurement_rows.value_lo)
        and (min(measurement_rows.value_lo) filter (is_full)) is not distinct from (max(measurement_rows.value_lo) filter (is_full))
        and (min(measurement_rows.value_hi) filter (is_full)) is not distinct from (max(measurement_rows.value_hi) filter (is_full))
        and (bool_and(measurement_rows.value_lo_open) filter (is_full))
            is not distinct from (bool_or(measurement_rows.value_lo_open) filter (is_full))
        and (bool_and(measurement_rows.value_hi_open) filter (is_full))
            is not distinct from (bool_or(measurement_rows.value_hi_open) filter (is_full))
),
measurements as (
    select anchor, test, on_lo, on_hi, value_lo, value_hi, value_lo_open, value_hi_open
    from measurement_history
    where results = 1 and surely_on is not null and value_lo is not null
    union all
    select anchor, test, on_lo, on_hi, null, null, null, null
    from measurement_history
    where results = 1 and (surely_on is null or value_lo is null)
    union all
    select
        anchor, test, on_lo, on_hi, candidates.value_lo, candidates.value_hi, candidates.value_lo_open, candidates.value_hi_open
    from measurement_history
    left join measurement_candidates as candidates using (anchor, test)
    where results > 1
),
measurement_facts as (
    select
        anchor,
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
    from measurements
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
    left join therapy_facts using (anchor)
    left join serology_facts using (anchor)
    left join measurement_facts using (anchor)
    left join malignancy_facts using (anchor)
    union all by name
    select screening_key, 'THEN' as basis, [] as documented_relapses, [] as edss, [] as edss_scores
    from chunk
    where reference_on is null
)
select *
from final;
