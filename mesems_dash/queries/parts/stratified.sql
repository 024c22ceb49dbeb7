-- stratified: allocated, with the stratum that they were randomised in; a blank one is their site. After allocated.
stratified as (
    select
        allocated.*,
        coalesce(randomisations.stratum, allocated.site_id) as stratum
    from allocated
    left join randomisations
        on randomisations.subject_key = allocated.subject_key
        and randomisations.screening_no = allocated.screening_no
),
-- stratum_sizes: how many people every stratum has in the whole cut, whoever is selected.
stratum_sizes as (
    select
        coalesce(randomisations.stratum, judged.site_id) as stratum,
        count(*) as stratum_people
    from judged
    left join randomisations
        on randomisations.subject_key = judged.subject_key
        and randomisations.screening_no = judged.screening_no
    where judged.judged_by = 'OWN' and judged.is_deciding and judged.last_stage >= 4
    group by coalesce(randomisations.stratum, judged.site_id)
),
