-- Which dated events are drawn on the accrual curve?
-- Grain: one row per note. Source: notes.
with
final as (
    select
        on_lo,
        on_hi,
        label,
        line
    from notes
)
select
    on_lo as "on",
    on_hi,
    label
from final
order by on_lo, label, line;
