-- How long before screening was the latest EDSS assessment?
with
latest as (
    select
        screenings.screening_key,
        screenings.screened_on,
        max(edss.assessed_hi) as assessed_on
    from screenings
    left join edss
        on edss.subject_key = screenings.subject_key
        and edss.assessed_hi <= screenings.screened_on
    group by all
)
select
    case
        when assessed_on is null then '5 none before'
        when screened_on - assessed_on = 0 then '1 same day'
        when screened_on - assessed_on <= 30 then '2 up to 30 days'
        when screened_on - assessed_on <= 90 then '3 up to 90 days'
        else '4 longer ago'
    end as latest_edss,
    count(*) as screenings
from latest
group by latest_edss
order by latest_edss;
