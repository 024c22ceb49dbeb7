-- allocated: the selected people who were randomised, with their sequence from the closed cut.
allocated as (
    select
        selected_people.*,
        coalesce(allocations.sequence, 'NOT_RECORDED') as sequence
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    left join closed.allocations as allocations on allocations.subject_id = people.subject_id
    where selected_people.last_stage >= 4
),
