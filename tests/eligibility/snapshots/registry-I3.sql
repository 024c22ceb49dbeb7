-- Judges every screening by I3 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        case when reference_on - onset_hi > $i3_lower_most_days then true when reference_on - onset_lo < $i3_lower_least_days then false when cast(onset_hi + to_years($i3_lower_at_least_years) as date) <= reference_on then true when cast(onset_lo + to_years($i3_lower_at_least_years) as date) > reference_on then false end as i3_lower,
        case when reference_on - onset_lo < $i3_upper_least_days then true when reference_on - onset_hi > $i3_upper_most_days then false when cast(onset_lo + to_years($i3_upper_at_most_years) as date) >= reference_on then true when cast(onset_hi + to_years($i3_upper_at_most_years) as date) < reference_on then false end as i3_upper
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        (i3_lower and i3_upper) as node_0
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
-- $i3_lower_least_days = 727
-- $i3_lower_most_days = 734
-- $i3_upper_at_most_years = 10
-- $i3_upper_least_days = 3649
-- $i3_upper_most_days = 3656
