-- What is every screening, with all that queries filter on?
-- Grain: one row per screening, in the order of screening_key. Source: screenings, subjects, sites, randomisations.
--
--   screening_key, subject_key, subject_id, screening_no, site_id
--   country, sex, subtype        NOT_RECORDED when blank; subtype is that at this screening
--   site_ruleset                 the rule set of the site
--   screened_on, reference_on, reference_kind (RANDOMISED PLANNED SCREENED UNUSABLE)
--   is_latest                    the greatest screening_no of the person
--   is_randomised                a randomisation refers to this screening
--   is_deciding                  gives the person's status: the first randomised screening, else the latest
--   site_decision (null = not recorded), decided_lo, decided_hi
--   recorded                     bit mask of the codes that the site wrote: criteria on the bits of vocabulary.BITS,
--                                then OTHER_REASONS from bit 18 on, and bit 23: called INELIGIBLE, reason not stated
create table cases as
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
    ) as reasons
    cross join codes
    where list_contains(codes.list, reason)
    group by screening_key
),
numbered as (
    select
        screenings.screening_key,
        screenings.screening_no = max(screenings.screening_no) over person as is_latest,
        randomised.screening_no is not null as is_randomised,
        min(randomised.screening_no) over person as first_randomised_no
    from screenings
    left join (select distinct subject_key, screening_no from randomisations) as randomised
        on randomised.subject_key = screenings.subject_key
        and randomised.screening_no = screenings.screening_no
    window person as (partition by screenings.subject_key)
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
        coalesce(wrote.recorded, 0)::uinteger as recorded
    from screenings
    join subjects on subjects.subject_key = screenings.subject_key
    join sites on sites.site_id = subjects.site_id
    join numbered on numbered.screening_key = screenings.screening_key
    left join wrote on wrote.screening_key = screenings.screening_key
)
select *
from final
order by screening_key;
