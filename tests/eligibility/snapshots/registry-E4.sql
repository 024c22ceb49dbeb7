-- Judges every screening by E4 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        hiv as e4_hiv,
        hbsag as e4_hbv,
        hepatitis_c as e4_hcv,
        active_infection as e4_other
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        (e4_hiv or e4_hbv or e4_hcv or e4_other) as node_0
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
