-- Judges every screening by E13 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        case when (egfr_hi < $e13_egfr_below or (egfr_hi = $e13_egfr_below and egfr_hi_open)) then true when egfr_lo >= $e13_egfr_below then false end as e13_egfr,
        renal_failure as e13_renal_failure,
        not mri_possible as e13_mri
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        (e13_egfr or e13_renal_failure or e13_mri) as node_0
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
-- $e13_egfr_below = 60.0
