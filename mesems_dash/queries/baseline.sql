-- What were people like when they were randomised, by sequence?
-- Grain: one row per measure and sequence with anybody, and one more per level of a measure in words. Source: judged
-- (deciding screenings), facts (basis THEN), relapses, mri, closed.allocations. A value counts as known where the
-- record leaves one only: a partial date may not.
with
-- include: selected
-- include: allocated
anchored as (
    select
        allocated.*,
        if(allocated.reference_kind = 'RANDOMISED', allocated.reference_on, null) as anchor_on
    from allocated
),
relapse_rows as (
    select
        anchored.subject_key,
        anchored.anchor_on,
        unnest([12, 24]) as months,
        coalesce(onset_lo, date '0001-01-01') as lo,
        coalesce(onset_hi, date '9999-12-31') as hi
    from relapses
    join anchored on anchored.subject_key = relapses.subject_key
),
relapse_counts as (
    select
        subject_key,
        months,
        count(*) filter (where lo >= (anchor_on - to_months(months))::date and hi <= anchor_on) as surely,
        count(*) filter (where hi >= (anchor_on - to_months(months))::date and lo <= anchor_on) as possibly
    from relapse_rows
    group by subject_key, months
),
scans as (                      -- lesions null: the scan says nothing of them
    select
        anchored.subject_key,
        coalesce(scanned_lo, date '0001-01-01') as lo,
        coalesce(scanned_hi, date '9999-12-31') as hi,
        scanned_hi <= anchor_on as is_before,
        if(gadolinium or gel_count >= 1, if(gadolinium = false, null, gel_count), null) as lesions
    from mri
    join anchored on anchored.subject_key = mri.subject_key
    where scanned_lo is null or scanned_lo <= anchor_on
),
surely_scanned as (
    select
        subject_key,
        max(lo) as latest_lo
    from scans
    where is_before
    group by subject_key
),
latest_scans as (               -- whatever may be the latest one; known where all of them say the same
    select
        scans.subject_key,
        if(count(*) = count(lesions) and min(lesions) = max(lesions), min(lesions), null) as lesions
    from scans
    join surely_scanned on surely_scanned.subject_key = scans.subject_key
    where scans.hi >= surely_scanned.latest_lo
    group by scans.subject_key
),
measured as (
    select
        anchored.sequence,
        anchored.sex,
        anchored.subtype,
        anchored.country,
        if(age_lo = age_hi, age_lo, null) as age,
        if(duration_lo // 12 = duration_hi // 12, duration_lo // 12, null) as duration,
        if(edss_lo = edss_hi, edss_lo, null) as edss,
        if(
            relapse_list_complete and coalesce(year_before.surely = year_before.possibly, true),
            coalesce(year_before.surely, 0),
            null
        ) as relapses_12,
        if(
            relapse_list_complete and coalesce(years_before.surely = years_before.possibly, true),
            coalesce(years_before.surely, 0),
            null
        ) as relapses_24,
        latest_scans.lesions,
        case when therapy_days_min > 0 then 'YES' when therapy_days_max = 0 then 'NO' end as treated,
        anchored.anchor_on is not null as has_anchor
    from anchored
    left join facts on facts.screening_key = anchored.screening_key and facts.basis = 'THEN'
    left join relapse_counts as year_before
        on year_before.subject_key = anchored.subject_key and year_before.months = 12
    left join relapse_counts as years_before
        on years_before.subject_key = anchored.subject_key and years_before.months = 24
    left join latest_scans on latest_scans.subject_key = anchored.subject_key
),
numbers as (
    select
        sequence,
        unnest(
            [
                {'place': 0, 'measure': 'AGE', 'value': if(has_anchor, age, null)::double},
                {'place': 3, 'measure': 'DURATION', 'value': if(has_anchor, duration, null)::double},
                {'place': 4, 'measure': 'EDSS', 'value': if(has_anchor, edss, null)::double},
                {'place': 5, 'measure': 'RELAPSES_12', 'value': if(has_anchor, relapses_12, null)::double},
                {'place': 6, 'measure': 'RELAPSES_24', 'value': if(has_anchor, relapses_24, null)::double},
                {'place': 7, 'measure': 'LESIONS', 'value': if(has_anchor, lesions, null)::double}
            ],
            recursive := true
        )
    from measured
),
words as (
    select
        sequence,
        unnest(
            [
                {'place': 1, 'measure': 'SEX', 'level': nullif(sex, 'NOT_RECORDED')},
                {'place': 2, 'measure': 'SUBTYPE', 'level': nullif(subtype, 'NOT_RECORDED')},
                {'place': 8, 'measure': 'TREATED', 'level': if(has_anchor, treated, null)},
                {'place': 9, 'measure': 'COUNTRY', 'level': nullif(country, 'NOT_RECORDED')}
            ],
            recursive := true
        )
    from measured
),
final as (
    select
        place,
        measure,
        null as level,
        sequence,
        count(*) as people,
        count(value) as known,
        null as counted,
        avg(value) as mean,
        stddev_samp(value) as sd,
        quantile_cont(value, 0.5) as median,
        quantile_cont(value, 0.25) as quartile_1,
        quantile_cont(value, 0.75) as quartile_3
    from numbers
    group by place, measure, sequence
    union all
    select place, measure, null, sequence, count(*), count(level), null, null, null, null, null, null
    from words
    group by place, measure, sequence
    union all
    select place, measure, level, sequence, null, null, count(*), null, null, null, null, null
    from words
    where level is not null
    group by place, measure, level, sequence
)
select
    measure,
    level,
    sequence,
    people,
    known,
    counted,
    mean,
    sd,
    median,
    quartile_1,
    quartile_3
from final
order by place, level nulls first, sequence;
