-- Who is this person, and how far did they come?
-- Grain: one row, or none. Source: subjects, sites, people. Found by key, or by the id as written, else in any case.
with
found as (
    select *
    from subjects
    where subject_key = $subject_key::integer
        or lower(subject_id) = lower($subject_id::varchar)
    order by subject_id = $subject_id::varchar desc, subject_key
    limit 1
),
final as (
    select
        found.subject_key,
        found.subject_id,
        found.site_id,
        coalesce(sites.name, found.site_id) as site,
        sites.ruleset,
        found.sex,
        found.birth_lo,
        found.birth_hi,
        found.onset_lo,
        found.onset_hi,
        found.diagnosis_lo,
        found.diagnosis_hi,
        found.subtype,
        people.last_stage,
        people.exit,
        people.randomised_on,
        deciding.screening_no as deciding_no
    from found
    join sites on sites.site_id = found.site_id
    left join people on people.subject_key = found.subject_key
    left join cases as deciding
        on deciding.subject_key = found.subject_key
        and deciding.is_deciding
)
select
    subject_key,
    subject_id,
    site_id,
    site,
    ruleset,
    sex,
    birth_lo,
    birth_hi,
    onset_lo,
    onset_hi,
    diagnosis_lo,
    diagnosis_hi,
    subtype,
    last_stage,
    exit,
    randomised_on,
    deciding_no
from final;
