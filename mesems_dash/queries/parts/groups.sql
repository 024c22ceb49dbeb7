-- group_order: groups of any kind in the order of the vocabulary; other names follow by themselves.
group_order as (
    select
        unnest(range(5)) as place,
        unnest(['RRMS', 'SPMS', 'PPMS', 'CIS', 'NOT_RECORDED']) as group_value
),
