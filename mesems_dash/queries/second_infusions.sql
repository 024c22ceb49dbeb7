-- How far is the crossover at every site, where do second infusions stand, and were they given in their window?
-- Grain: one row per site with anybody randomised, then always one for all together (site_id null). Source: judged
-- (deciding screenings), people, manifest.
with
-- include: selected
-- include: second_infusions
final as (
    select
        site_id,
        grouping(site_id) as is_all,
-- include: infusion_counts
    from second_infusions
    group by grouping sets ((site_id), ())
)
select
    site_id,
-- include: infusion_columns
from final
order by is_all, site_id;
