-- Judges every screening by I2 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        case when reference_on - birth_hi > $i2_lower_most_days then true when reference_on - birth_lo < $i2_lower_least_days then false when (year(reference_on) - year(birth_hi) - case when month(reference_on) * 100 + day(reference_on) < month(birth_hi) * 100 + day(birth_hi) then 1 else 0 end) >= $i2_lower_at_least_years then true when (year(reference_on) - year(birth_lo) - case when month(reference_on) * 100 + day(reference_on) < month(birth_lo) * 100 + day(birth_lo) then 1 else 0 end) < $i2_lower_at_least_years then false end as i2_lower,
        case when reference_on - birth_lo < $i2_upper_least_days then true when reference_on - birth_hi > $i2_upper_most_days then false when (year(reference_on) - year(birth_lo) - case when month(reference_on) * 100 + day(reference_on) < month(birth_lo) * 100 + day(birth_lo) then 1 else 0 end) <= $i2_upper_at_most_years then true when (year(reference_on) - year(birth_hi) - case when month(reference_on) * 100 + day(reference_on) < month(birth_hi) * 100 + day(birth_hi) then 1 else 0 end) > $i2_upper_at_most_years then false end as i2_upper
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        (i2_lower and i2_upper) as node_0
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
-- $i2_lower_at_least_years = 18
-- $i2_lower_least_days = 6571
-- $i2_lower_most_days = 6578
-- $i2_upper_at_most_years = 50
-- $i2_upper_least_days = 18624
-- $i2_upper_most_days = 18631
