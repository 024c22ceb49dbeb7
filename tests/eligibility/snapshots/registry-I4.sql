-- Judges every screening by I4 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        case when edss_min >= $i4_lower_at_least then true when edss_max < $i4_lower_at_least then false end as i4_lower,
        case when edss_max <= $i4_upper_at_most then true when edss_min > $i4_upper_at_most then false end as i4_upper
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        (i4_lower and i4_upper) as node_0
    from step_1
),
final as (
    select
        screening_key,
        basis,
        node_0 as truth
    from step_2
)
select screening_key, basis, truth
from final
-- $i4_lower_at_least = 3.0
-- $i4_upper_at_most = 6.5
