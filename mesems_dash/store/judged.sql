-- Whom does a query count, by one way of judging?
-- Grain: one row per screening, for a range of subjects. Source: cases, people, verdicts (basis THEN).
insert into judged
with
final as (
    select
        $judged_by::varchar as judged_by,
        verdicts.ruleset,
        verdicts.status,
        verdicts.fails,
        verdicts.unknown,
        verdicts.derived_fails,
        verdicts.derived_unknown,
        cases.*,
        people.screenings,
        people.last_stage,
        people.exit,
        people.first_screened_on,
        people.eligible_month,
        people.randomised_on
    from cases
    join people on people.subject_key = cases.subject_key
    join verdicts
        on verdicts.screening_key = cases.screening_key
        and verdicts.ruleset = if($judged_by::varchar = 'OWN', cases.site_ruleset, $judged_by::varchar)
    where cases.subject_key between $subject_from and $subject_to
        and people.subject_key between $subject_from and $subject_to
        and verdicts.screening_key between $screening_from and $screening_to
        and verdicts.basis = 'THEN'
)
select
    judged_by,
    ruleset,
    status,
    fails,
    unknown,
    derived_fails,
    derived_unknown,
    screening_key,
    subject_key,
    screening_no,
    site_id,
    country,
    sex,
    subtype,
    screened_on,
    reference_on,
    reference_kind,
    is_randomised,
    is_deciding,
    site_decision,
    decided_lo,
    decided_hi,
    recorded,
    screenings,
    last_stage,
    exit,
    first_screened_on,
    eligible_month,
    randomised_on
from final
order by screening_key;
