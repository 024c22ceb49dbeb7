-- second_infusions: the selected people who were randomised, each with where the second infusion stands on the day of
-- the cut, and on which day after the first it was given. A day needs both dates in full, the second after the first.
randomised_people as (
    select
        selected_people.subject_key,
        selected_people.screening_no,
        selected_people.site_id,
        selected_people.last_stage,
        selected_people.exit,
        people.recorded_stages,
        people.refused_stages,
        people.infused_1_on,
        people.infused_1_on + $target_days::integer as target_on,
        if(people.infused_2_on > people.infused_1_on, people.infused_2_on - people.infused_1_on, null) as day,
        manifest.as_of
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    cross join manifest
    where selected_people.last_stage >= 4
),
second_infusions as (
    select
        *,
        case
            when (recorded_stages & 64) <> 0 then 'GIVEN'
            when last_stage = 7 then 'COMPLETED_WITHOUT'
            when exit <> 'UNDER_WAY' then 'LEFT_BEFORE'
            when (refused_stages & 64) <> 0 then 'NOT_GIVEN'
            when (recorded_stages & 32) = 0 then 'NOT_INFUSED_1'
            when infused_1_on is null then 'NOT_DATED'
            when as_of > target_on + $window_days::integer then 'OVERDUE'
            when as_of >= target_on - $window_days::integer then 'DUE'
            when as_of >= target_on - $soon_days::integer then 'COMING'
            else 'LATER'
        end as outcome,
        case
            when (recorded_stages & 64) = 0 then null
            when day is null then 'DAY_NOT_KNOWN'
            when day < $target_days::integer - $window_days::integer then 'EARLY'
            when day > $target_days::integer + $window_days::integer then 'LATE'
            else 'IN_WINDOW'
        end as timing
    from randomised_people
),
