-- Part of facts.sql: what was lost and may have happened up to the reference (see loss.py). One row per anchor with any.
lost_rows as materialized (     -- the least `rank` is the latest one, of several one that names the person, then the first
    select
        anchor,
        file,
        test,
        coalesce(happened_lo, date '0001-01-01') as lo,
        least(happened_hi, reference_on) as hi,
        case
            when line is null then 'ABSENT ' || file
            else if(is_named, 'NAMED ', 'ANYBODY ') || file || ' line ' || line
        end as place,
        (cast(date '9999-12-31' - hi as bigint) * 2 + cast(not is_named as bigint)) * 1099511627776
            + coalesce(line, 0) as rank
    from (
        select anchor, reference_on, lost.*, true as is_named
        from lost
        join anchors using (subject_key)
        union all by name
        select anchor, reference_on, lost.*, false as is_named
        from lost
        cross join (select anchor, reference_on from anchors)
        where lost.subject_key is null
    )
    where happened_lo is null or happened_lo <= reference_on
),
lost_results as (
    select anchor, list_sort(list({'test': test, 'hi': hi, 'place': place}), 'asc', 'nulls last') as labs_lost
    from (
        select anchor, test, max(hi) as hi, arg_min(place, rank) as place
        from lost_rows
        where file = 'labs.csv'
        group by anchor, test
    )
    group by anchor
),
loss_facts as (
    select
        anchor,
        arg_min(place, rank) filter (file = 'therapies.csv') as lost_therapies,
        arg_min(place, rank) filter (file = 'relapses.csv') as lost_relapses,
        arg_min(place, rank) filter (file = 'mri.csv') as lost_mri,
        arg_min(place, rank) filter (file = 'malignancies.csv') as lost_malignancies,
        arg_min(place, rank) filter (file = 'edss.csv') as edss_lost,
        max(hi) filter (file = 'edss.csv') as lost_edss_hi,
        list({'lo': lo, 'hi': hi, 'score': cast(null as double), 'is_certain': false, 'doubt': cast(null as text)})
            filter (file = 'edss.csv') as lost_edss,
        max(hi) filter (coalesce(test, 'HIV') = 'HIV' and file = 'labs.csv') as lost_hiv,
        max(hi) filter (coalesce(test, 'HBSAG') = 'HBSAG' and file = 'labs.csv') as lost_hbsag,
        max(hi) filter (coalesce(test, 'HCVAB') = 'HCVAB' and file = 'labs.csv') as lost_hcv_antibody,
        max(hi) filter (coalesce(test, 'HCVRNA') = 'HCVRNA' and file = 'labs.csv') as lost_hcv_rna,
        max(hi) filter (coalesce(test, 'CSF_OCB') = 'CSF_OCB' and file = 'labs.csv') as lost_bands,
        max(hi) filter (coalesce(test, 'HCG') = 'HCG' and file = 'labs.csv') as lost_pregnant,
        max(hi) filter (coalesce(test, 'EGFR') = 'EGFR' and file = 'labs.csv') as lost_egfr,
        max(hi) filter (coalesce(test, 'WBC') = 'WBC' and file = 'labs.csv') as lost_wbc,
        any_value(labs_lost) as labs_lost
    from lost_rows
    left join lost_results using (anchor)
    group by anchor
),
