-- How many people are undecided, how far from a decision, and for how long?
-- Grain: one row per site with anybody selected. Source: judged (deciding screenings), missing, manifest.
with
-- include: selected
-- include: undecided
nearest as (
    select
        screening_key,
        bool_or(settles = 'ALWAYS') as is_one_value_away,
        count(*) as questions
    from questions
    group by screening_key
),
screened as (
    select
        site_id,
        count(*) as people
    from selected_people
    group by site_id
),
counted as (
    select
        undecided.site_id,
        count(*) as undecided,
        count(*) filter (where coalesce(nearest.is_one_value_away, false)) as one_value,
        count(*) filter (where not coalesce(nearest.is_one_value_away, false)) as several,
        count(*) filter (where undecided.is_randomised) as randomised,
        coalesce(sum(nearest.questions), 0)::bigint as questions,
        max(undecided.days_open) as longest_open
    from undecided
    left join nearest on nearest.screening_key = undecided.screening_key
    group by undecided.site_id
),
final as (
    select
        screened.site_id,
        screened.people,
        coalesce(counted.undecided, 0) as undecided,
        coalesce(counted.one_value, 0) as one_value,
        coalesce(counted.several, 0) as several,
        coalesce(counted.randomised, 0) as randomised,
        coalesce(counted.questions, 0) as questions,
        counted.longest_open
    from screened
    left join counted on counted.site_id = screened.site_id
)
select
    site_id,
    people,
    undecided,
    one_value,
    several,
    randomised,
    questions,
    longest_open
from final
order by site_id;
