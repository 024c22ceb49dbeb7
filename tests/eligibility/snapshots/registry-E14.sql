-- Judges every screening by E14 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        not consent_able as e14_consent
    from facts
    where screening_key between $key_from and $key_to
),
final as (
    select
        screening_key,
        basis,
        e14_consent as truth
    from step_1
)
select screening_key, basis, truth
from final
