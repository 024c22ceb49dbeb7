-- Which rule sets was this cut judged by?
-- Grain: one row per rule set, the registry's first. Source: rulesets, sites.
with
used as (
    select
        ruleset,
        count(*) as sites
    from sites
    group by ruleset
),
final as (
    select
        rulesets.*,
        coalesce(used.sites, 0) as sites
    from rulesets
    left join used on used.ruleset = rulesets.ruleset
)
select
    ruleset,
    title,
    version,
    toml,
    sites
from final
order by ruleset <> 'registry', ruleset;
