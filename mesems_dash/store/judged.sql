-- Whom does a query count, by which rule set? What every query reads: no join, whole row groups skipped.
-- Grain: one row per way of judging and screening. Source: cases, people, verdicts (basis THEN). Order: judged_by, then
-- screening_key, by the order of insertion: verdicts are written rule set by rule set.
--
--   judged_by            OWN (each site by its own rule set), or the name of a rule set
--   ruleset              the rule set that judged this row
--   status, fails, unknown, derived_fails, derived_unknown       as in verdicts
--   screening_key ... recorded                                   as in cases, without subject_id, site_ruleset, is_latest
--   screenings, last_stage, exit, first_screened_on, eligible_month, randomised_on      of the person, as in people
create table judged as
with
known as (
    select
        cases.* exclude (subject_id, site_ruleset, is_latest),
        people.screenings,
        people.last_stage,
        people.exit,
        people.first_screened_on,
        people.eligible_month,
        people.randomised_on
    from cases
    join people on people.subject_key = cases.subject_key
),
judgements as (
    select
        'OWN' as judged_by,
        verdicts.*
    from verdicts
    join cases on cases.screening_key = verdicts.screening_key and cases.site_ruleset = verdicts.ruleset
    where verdicts.basis = 'THEN'
    union all
    select
        verdicts.ruleset as judged_by,
        verdicts.*
    from verdicts
    where verdicts.basis = 'THEN'
),
final as (
    select
        judgements.judged_by,
        judgements.ruleset,
        judgements.status,
        judgements.fails,
        judgements.unknown,
        judgements.derived_fails,
        judgements.derived_unknown,
        known.*
    from judgements
    join known on known.screening_key = judgements.screening_key
)
select *
from final;

-- What does every rule set say of every criterion, in words?
-- Grain: one row per rule set, screening, basis and criterion, E1..E3 too. Source: verdicts.
--   ruleset, screening_key, basis, criterion, status (met not_met unknown for inclusions, absent present unknown else)
create view verdict_rows as
with
criteria as (
    select
        unnest([
            'I1', 'I2', 'I3', 'I4', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14'
        ]) as criterion,
        1 << unnest(range(18)) as bit
),
final as (
    select
        verdicts.ruleset,
        verdicts.screening_key,
        verdicts.basis,
        criteria.criterion,
        case
            when ((verdicts.unknown | verdicts.derived_unknown) & criteria.bit) <> 0 then 'unknown'
            when ((verdicts.fails | verdicts.derived_fails) & criteria.bit) <> 0
                then if(criteria.criterion like 'I%', 'not_met', 'present')
            else if(criteria.criterion like 'I%', 'met', 'absent')
        end as status
    from verdicts
    cross join criteria
)
select *
from final;
