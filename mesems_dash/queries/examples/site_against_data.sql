-- What did sites decide, and what do the data say?
select
    coalesce(site_decision, 'not recorded') as site_decided,
    count(*) filter (where status = 'eligible') as eligible,
    count(*) filter (where status = 'unknown') as undecided,
    count(*) filter (where status = 'ineligible') as ineligible,
    count(*) as screenings
from judged
where judged_by = 'OWN'
group by site_decided
order by site_decided;
