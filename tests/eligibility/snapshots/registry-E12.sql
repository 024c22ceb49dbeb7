-- Judges every screening by E12 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        sex = $node_0_1_is as node_0_1,
        coalesce(case when pregnant_on_lo < reference_on - $days_180 then null else pregnant end, case when childbearing_potential = false and (pregnant_positive_hi is null or pregnant_positive_hi < reference_on - $days_180) then false end) as e12_pregnant,
        childbearing_potential as e12_contraception_1,
        not contraception_agreed as e12_contraception_2
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        (node_0_1 and (e12_pregnant or (e12_contraception_1 and e12_contraception_2))) as node_0
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
-- $node_0_1_is = 'F'
-- $days_180 = 180
