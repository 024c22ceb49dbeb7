-- Whose second infusion is overdue, due or coming soon, and in which sequence?
-- Grain: one row per person. Source: judged (deciding screenings), people, manifest, closed.allocations.
with
-- include: selected
-- include: second_infusions
-- include: sequenced
final as (
    select
        sequenced.*,
        people.subject_id
    from sequenced
    join people on people.subject_key = sequenced.subject_key
    where outcome = 'OVERDUE' or outcome = 'DUE' or outcome = 'COMING'
)
select
    sequence,
-- include: awaited_columns
from final
order by target_on, site_id, subject_id;
