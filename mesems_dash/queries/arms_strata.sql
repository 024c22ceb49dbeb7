-- Of which strata are sites, countries, subtypes or sexes made?
-- Grain: one row per group and stratum with anybody randomised. Source: judged (deciding screenings), randomisations,
-- closed.allocations.
with
-- include: selected
-- include: allocated
-- include: stratified
counted as (
    select
        case $by::varchar
            when 'subtype' then subtype
            when 'site' then site_id
            when 'stratum' then stratum
            when 'sex' then sex
            else country
        end as group_value,
        stratum,
        count(*) as people
    from stratified
    group by group_value, stratum
),
final as (
    select
        counted.*,
        stratum_sizes.stratum_people
    from counted
    join stratum_sizes on stratum_sizes.stratum = counted.stratum
)
select
    group_value,
    stratum,
    people,
    stratum_people
from final
order by group_value, stratum;
