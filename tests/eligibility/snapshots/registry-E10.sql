-- Judges every screening by E10 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        life_limiting_comorbidity as e10_comorbidity
    from facts
    where screening_key between $key_from and $key_to
),
final as (
    select
        screening_key,
        basis,
        e10_comorbidity as truth
    from step_1
)
select screening_key, basis, truth
from final
