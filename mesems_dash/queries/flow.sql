-- Where is everybody, from screening to the end of the crossover?
-- Grain: one row per sequence, last stage, exit and reason that somebody has; it adds up to the people selected.
-- Source: judged (deciding screenings), people, closed.allocations, closed.doses.
with
-- include: selected
placed as (
    select
        people.subject_id,
        people.last_stage::integer as last_stage,
        coalesce(people.exit, 'COMPLETED') as exit,
        people.refused_stages,
        people.disagreeing_stages,
        if(people.last_stage >= 4, coalesce(allocations.sequence, 'NOT_RECORDED'), 'NOT_RANDOMISED') as sequence
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    left join closed.allocations as allocations on allocations.subject_id = people.subject_id
),
-- the next infusion: the first after randomisation, the second after the first
waited_for as (
    select
        placed.*,
        nullif(trim(doses.reason_not_given), '') as reason,
        coalesce((placed.refused_stages & if(placed.last_stage = 4, 32, 64)) <> 0, false) as is_refused
    from placed
    left join closed.doses as doses
        on doses.subject_id = placed.subject_id
        and doses.infusion_no = placed.last_stage - 3
        and placed.last_stage in (4, 5)
),
final as (
    select
        sequence,
        last_stage,
        exit,
        last_stage in (4, 5) and (is_refused or reason is not null) as is_not_given,
        reason,
        count(*)::bigint as people,
        (count(*) filter (where (disagreeing_stages & 96) <> 0))::bigint as disagreeing
    from waited_for
    group by sequence, last_stage, exit, is_not_given, reason
)
select
    sequence,
    [
        'SCREENED', 'CONSENTED', 'ELIGIBLE', 'HARVESTED', 'RANDOMISED', 'INFUSED_1', 'INFUSED_2', 'COMPLETED'
    ][last_stage + 1] as after,
    exit,
    is_not_given,
    reason,
    people,
    disagreeing
from final
order by sequence, last_stage, exit, is_not_given, reason;
