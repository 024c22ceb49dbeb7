-- Judges every screening by E11 alone. See compiler.py.
with
step_1 as (
    select
        basis,
        screening_key,
        mds_history as e11_myelodysplasia,
        haematologic_history as e11_haematologic,
        coalesce(wbc_clinically_relevant, case when wbc_lo >= $e11_white_cells_normal_from and wbc_hi <= $e11_white_cells_normal_to then false end) as e11_white_cells
    from facts
    where screening_key between $key_from and $key_to
),
step_2 as (
    select
        basis,
        screening_key,
        (e11_myelodysplasia or e11_haematologic or e11_white_cells) as node_0
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
-- $e11_white_cells_normal_from = 4.0
-- $e11_white_cells_normal_to = 11.0
