-- Judges every screening by I3 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        case when cast(onset_hi + to_years($i3_lower_at_least_years) as date) <= reference_on then true when cast(onset_lo + to_years($i3_lower_at_least_years) as date) > reference_on then false end as i3_lower,
        case when cast(onset_lo + to_years($i3_upper_at_most_years) as date) >= reference_on then true when cast(onset_hi + to_years($i3_upper_at_most_years) as date) < reference_on then false end as i3_upper
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        i3_lower and i3_upper as node_0
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
-- $i3_lower_at_least_years = 2
-- $i3_upper_at_most_years = 10
