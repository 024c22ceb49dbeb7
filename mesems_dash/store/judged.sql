-- Whom does a query count, by one way of judging?
-- Grain: one row per screening, for a range of subjects. Source: cases, people, verdicts (basis THEN),
-- rule_leaves. What a disagreement is: vocabulary.DISAGREEMENTS. On bits 18 to 21 of `recorded` are reasons that are no
-- criterion, on bit 22 OTHER, on bit 23 not stated.
insert into judged
with
kinds as (
    select
        rulesets.ruleset,
        coalesce(bit_or(1::ubigint << rule_leaves.place) filter (where rule_leaves.kind = 'permanent'), 0) as permanent,
        coalesce(bit_or(1::ubigint << rule_leaves.place) filter (where rule_leaves.kind = 'time_limited'), 0) as time_limited,
        coalesce(bit_or(1::ubigint << rule_leaves.place) filter (where rule_leaves.kind = 'clinical'), 0) as clinical
    from rulesets
    left join rule_leaves on rule_leaves.ruleset = rulesets.ruleset
    group by rulesets.ruleset
),
compared as (
    select
        screening_key,
        coalesce(site_decision = 'ELIGIBLE', false) as is_called_eligible,
        -- someone who only declined or withdrew was not called ineligible for a criterion
        coalesce(site_decision = 'INELIGIBLE', false) and (recorded & ~(15 << 18)::uinteger) <> 0 as is_called_failing,
        recorded & 262143 as criteria,
        (recorded & (1 << 22)) <> 0 or has_free_text as is_uncoded
    from cases
    where subject_key between $subject_from and $subject_to
),
final as (
    select
        $judged_by::varchar as judged_by,
        verdicts.ruleset,
        verdicts.status,
        verdicts.fails,
        verdicts.unknown,
        verdicts.derived_fails,
        verdicts.derived_unknown,
        verdicts.leaf_fails,
        verdicts.leaf_unknown,
        if((verdicts.leaf_fails & kinds.permanent) <> 0, 1, 0)
        | if((verdicts.leaf_fails & kinds.time_limited) <> 0, 2, 0)
        | if((verdicts.leaf_fails & kinds.clinical) <> 0, 4, 0)
        | if(verdicts.unknown <> 0, 8, 0) as kinds,
        if(verdicts.status = 'eligible' and compared.is_called_failing, 1, 0)
        | if(verdicts.status = 'ineligible' and (compared.is_called_eligible or cases.is_randomised), 2, 0)
        | if(
            verdicts.status = 'ineligible' and compared.is_called_failing and compared.criteria <> 0
            and (compared.criteria & (verdicts.fails | verdicts.unknown)) = 0,
            4, 0
        )
        | if(
            verdicts.status = 'ineligible' and compared.is_called_failing and compared.criteria = 0
            and compared.is_uncoded,
            8, 0
        )
        | if(
            verdicts.status = 'unknown' and (compared.is_called_eligible or compared.is_called_failing),
            16, 0
        ) as disagreements,
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
    join kinds on kinds.ruleset = verdicts.ruleset
    join compared on compared.screening_key = cases.screening_key
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
    leaf_fails,
    leaf_unknown,
    kinds,
    disagreements,
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
    age_lo,
    age_hi,
    edss_lo,
    edss_hi,
    duration_lo,
    duration_hi,
    relapse_lo,
    relapse_hi,
    screenings,
    last_stage,
    exit,
    first_screened_on,
    eligible_month,
    randomised_on
from final
order by screening_key;
