-- What may be true of some screenings?
-- Grain: one row per screening asked for that has facts on the basis. Source: facts.
with
wanted as (
    select unnest($screening_keys::integer[]) as screening_key
),
final as (
    select facts.*
    from facts
    join wanted on wanted.screening_key = facts.screening_key
    where facts.basis = $basis::varchar
)
select *
from final
order by screening_key;
