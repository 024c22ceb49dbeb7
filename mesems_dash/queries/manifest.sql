-- What is this cut?
-- Grain: one row. Source: manifest, rulesets.
with
final as (
    select
        manifest.*,
        (
            select string_agg(ruleset || ' ' || version, ', ' order by ruleset <> 'registry', ruleset)
            from rulesets
        ) as rulesets
    from manifest
)
select
    cut_id,
    as_of,
    imported_at,
    software_version,
    bundle_name,
    is_synthetic,
    rulesets
from final;
