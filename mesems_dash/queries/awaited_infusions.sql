-- Whose second infusion is overdue, due or coming soon?
-- Grain: one row per person. Source: judged (deciding screenings), people, manifest.
with
-- include: selected
-- include: second_infusions
final as (
    select
        second_infusions.*,
        people.subject_id
    from second_infusions
    join people on people.subject_key = second_infusions.subject_key
    where outcome = 'OVERDUE' or outcome = 'DUE' or outcome = 'COMING'
)
select
-- include: awaited_columns
from final
order by target_on, site_id, subject_id;
