-- What is every screening, with all that queries filter on?
-- Grain: one row per screening, for a range of subjects. Source: screenings, subjects, sites, randomisations, facts.
insert into cases
with
codes as (
    select [
        'I1', 'I2', 'I3', 'I4', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14',
        'DECLINED_CONSENT', 'WITHDREW_BEFORE_RANDOMISATION', 'MANUFACTURING_FAILURE', 'SITE_CLOSED', 'OTHER', 'NOT_STATED'
    ] as list
),
wrote as (
    select
        screening_key,
        bit_or(1::uinteger << (list_position(codes.list, reason) - 1)::uinteger) as recorded
    from (
        select
            screening_key,
            unnest(if(len(site_reasons) = 0 and site_decision = 'INELIGIBLE', ['NOT_STATED'], site_reasons)) as reason
        from screenings
        where subject_key between $subject_from and $subject_to
    ) as reasons
    cross join codes
    where list_contains(codes.list, reason)
    group by screening_key
),
randomised as (
    select distinct
        subject_key,
        screening_no
    from randomisations
    where subject_key between $subject_from and $subject_to
),
numbered as (
    select
        screenings.screening_key,
        screenings.screening_no = max(screenings.screening_no) over person as is_latest,
        randomised.screening_no is not null as is_randomised,
        min(randomised.screening_no) over person as first_randomised_no
    from screenings
    left join randomised
        on randomised.subject_key = screenings.subject_key
        and randomised.screening_no = screenings.screening_no
    where screenings.subject_key between $subject_from and $subject_to
    window person as (partition by screenings.subject_key)
),
-- What the record allows at the reference date. Years are completed by month and day, as criterion I2 reads them; the
-- years 1 and 9999 stand for a date that is not known, a latest relapse of the year 1 for never.
measured as (
    select
        screening_key,
        if(year(birth_hi) = 9999, null, completed_years(birth_hi, reference_on)) as age_lo,
        if(year(birth_lo) = 1, null, completed_years(birth_lo, reference_on)) as age_hi,
        edss_min as edss_lo,
        edss_max as edss_hi,
        if(year(onset_hi) = 9999, null, completed_months(onset_hi, reference_on)) as duration_lo,
        if(year(onset_lo) = 1, null, completed_months(onset_lo, reference_on)) as duration_hi,
        if(year(relapse_hi) = 1, 65535, completed_months(relapse_hi, reference_on)) as relapse_lo,
        if(year(relapse_lo) = 1, null, completed_months(relapse_lo, reference_on)) as relapse_hi
    from facts
    where basis = 'THEN'
        and screening_key in (
            select screening_key
            from screenings
            where subject_key between $subject_from and $subject_to
        )
),
final as (
    select
        screenings.screening_key,
        screenings.subject_key,
        screenings.subject_id,
        screenings.screening_no,
        subjects.site_id,
        coalesce(sites.country, 'NOT_RECORDED') as country,
        sites.ruleset as site_ruleset,
        coalesce(subjects.sex, 'NOT_RECORDED') as sex,
        coalesce(screenings.subtype, 'NOT_RECORDED') as subtype,
        screenings.screened_on,
        screenings.reference_on,
        screenings.reference_kind,
        numbered.is_latest,
        numbered.is_randomised,
        if(
            numbered.first_randomised_no is null,
            numbered.is_latest,
            screenings.screening_no = numbered.first_randomised_no
        ) as is_deciding,
        screenings.site_decision,
        screenings.decided_lo,
        screenings.decided_hi,
        screenings.site_reasons_text is not null and len(screenings.site_reasons) = 0 as has_free_text,
        measured.age_lo,
        measured.age_hi,
        measured.edss_lo,
        measured.edss_hi,
        measured.duration_lo,
        measured.duration_hi,
        measured.relapse_lo,
        measured.relapse_hi,
        coalesce(wrote.recorded, 0)::uinteger as recorded
    from screenings
    join subjects on subjects.subject_key = screenings.subject_key
    join sites on sites.site_id = subjects.site_id
    join numbered on numbered.screening_key = screenings.screening_key
    left join measured on measured.screening_key = screenings.screening_key
    left join wrote on wrote.screening_key = screenings.screening_key
)
select
    screening_key,
    subject_key,
    subject_id,
    screening_no,
    site_id,
    country,
    sex,
    subtype,
    site_ruleset,
    screened_on,
    reference_on,
    reference_kind,
    is_latest,
    is_randomised,
    is_deciding,
    site_decision,
    decided_lo,
    decided_hi,
    has_free_text,
    age_lo,
    age_hi,
    edss_lo,
    edss_hi,
    duration_lo,
    duration_hi,
    relapse_lo,
    relapse_hi,
    recorded
from final
order by screening_key;
