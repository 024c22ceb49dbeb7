-- Who failed for age by less than a year?
select
    cases.subject_id,
    judged.site_id,
    judged.subtype,
    judged.reference_on,
    judged.age_lo as age_at_least, -- completed years that the record allows
    judged.age_hi as age_at_most
from judged
join cases
    on cases.screening_key = judged.screening_key
where judged.judged_by = 'OWN'
    and judged.fails & (1 << 1) <> 0 -- I2, from 18 to 50, has bit 1
    and (judged.age_hi = 17 or judged.age_lo = 51)
order by cases.subject_id;
