-- Which SPMS screenings failed for nothing but a washout?
select
    cases.subject_id,
    judged.site_id,
    judged.screened_on,
    judged.fails & (1 << 8) <> 0 as immunosuppressant,
    judged.fails & (1 << 9) <> 0 as interferon_or_glatiramer,
    judged.fails & (1 << 10) <> 0 as corticosteroid
from judged
join cases
    on cases.screening_key = judged.screening_key
where judged.judged_by = 'OWN'
    and judged.subtype = 'SPMS'
    and judged.status = 'ineligible'
    and judged.fails & ~((1 << 8) | (1 << 9) | (1 << 10)) = 0 -- E5, E6, E7
order by judged.site_id, judged.screened_on;
