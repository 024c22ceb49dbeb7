-- Which missing value would settle most people?
-- Grain: one row per missing field of anybody undecided. Source: judged (deciding screenings), missing.
with
-- include: selected
-- include: undecided
by_person as (
    select
        field,
        screening_key,
        bool_or(settles = 'ALWAYS') as is_enough
    from questions
    group by field, screening_key
),
final as (
    select
        field,
        count(*) as people,
        count(*) filter (where is_enough) as settled,
        count(*) filter (where not is_enough) as helped
    from by_person
    group by field
)
select
    field,
    people,
    settled,
    helped
from final
order by settled desc, people desc, field;
