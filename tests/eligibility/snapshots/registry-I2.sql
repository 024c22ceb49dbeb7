-- Judges every screening by I2 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        (year(reference_on) - year(birth_lo) - case when month(reference_on) * 100 + day(reference_on) < month(birth_lo) * 100 + day(birth_lo) then 1 else 0 end) as oldest_years,
        (year(reference_on) - year(birth_hi) - case when month(reference_on) * 100 + day(reference_on) < month(birth_hi) * 100 + day(birth_hi) then 1 else 0 end) as youngest_years
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        case when youngest_years >= $i2_lower_at_least_years then true when oldest_years < $i2_lower_at_least_years then false end as i2_lower,
        case when oldest_years <= $i2_upper_at_most_years then true when youngest_years > $i2_upper_at_most_years then false end as i2_upper
    from step_1
),
step_3 as (
    select
        basis,
        screening_key,
        i2_lower and i2_upper as node_0
    from step_2
),
final as (
    select
        screening_key,
        basis,
        node_0 as truth
    from step_3
)
select screening_key, basis, truth
from final
-- $i2_lower_at_least_years = 18
-- $i2_upper_at_most_years = 50
