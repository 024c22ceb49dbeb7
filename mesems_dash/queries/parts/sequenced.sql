-- sequenced: second_infusions with their sequence from the closed cut.
sequenced as (
    select
        second_infusions.*,
        coalesce(allocations.sequence, 'NOT_RECORDED') as sequence
    from second_infusions
    join people on people.subject_key = second_infusions.subject_key
    left join closed.allocations as allocations on allocations.subject_id = people.subject_id
),
