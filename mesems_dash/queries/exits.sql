-- After which stage did people leave, and how?
-- Grain: one row per last stage and exit that somebody has. Source: judged (deciding screenings).
with
-- include: selected
-- include: exit_names
counted as (
    select
        last_stage,
        exit,
        count(*)::bigint as subjects,
        sum(screenings)::bigint as screenings
    from selected_people
    where exit is not null
    group by last_stage, exit
),
final as (
    select
        counted.last_stage,
        [
            'SCREENED', 'CONSENTED', 'ELIGIBLE', 'HARVESTED', 'RANDOMISED', 'INFUSED_1', 'INFUSED_2', 'COMPLETED'
        ][counted.last_stage + 1] as after,
        exit_names.place,
        counted.exit,
        counted.subjects,
        counted.screenings
    from counted
    join exit_names on exit_names.exit = counted.exit
)
select
    after,
    exit,
    subjects,
    screenings
from final
order by last_stage, place;
