-- How many people reached each stage, and how did everybody leave?
-- Grain: one row per stage, then one per exit. Source: judged (deciding screenings), people (which stages exist).
with
-- include: selected
-- include: stages
-- include: exit_names
counted as (
    select
        last_stage,
        exit,
        status,
        count(*) as subjects,
        sum(screenings) as screenings
    from selected_people
    group by last_stage, exit, status
),
rows_of_people as (
    select
        0 as part,
        stages.place,
        stages.stage,
        null as exit,
        counted.status,
        counted.subjects,
        counted.screenings
    from stages
    left join counted on counted.last_stage >= stages.place
    union all
    select
        1 as part,
        exit_names.place,
        null as stage,
        exit_names.exit,
        counted.status,
        counted.subjects,
        counted.screenings
    from exit_names
    left join counted on counted.exit = exit_names.exit
),
final as (
    select
        part,
        place,
        stage,
        exit,
        coalesce(sum(subjects), 0)::bigint as subjects,
        coalesce(sum(screenings), 0)::bigint as screenings,
        coalesce(sum(subjects) filter (where status = 'eligible'), 0)::bigint as eligible,
        coalesce(sum(subjects) filter (where status = 'unknown'), 0)::bigint as undecided,
        coalesce(sum(subjects) filter (where status = 'ineligible'), 0)::bigint as ineligible
    from rows_of_people
    group by part, place, stage, exit
)
select
    stage,
    exit,
    subjects,
    screenings,
    eligible,
    undecided,
    ineligible
from final
order by part, place;
