-- How many days from screening to decision, by site?
select
    site_id,
    count(*) as screenings,
    count(*) filter (where site_decision in ('ELIGIBLE', 'INELIGIBLE')) as decided,
    count(*) filter (where decided_lo = decided_hi) as on_a_known_day,
    median(date_diff('day', screened_on, decided_lo)) filter (where decided_lo = decided_hi) as median_days
from cases
group by site_id
order by site_id;
