-- Which people does the cut have, by id?
-- Grain: one row per subject, screened or not. Source: subjects.
with
final as (
    select subject_id
    from subjects
)
select subject_id
from final
order by subject_id;
