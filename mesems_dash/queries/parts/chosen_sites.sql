-- chosen_sites: the sites that a choice of sites or countries leaves, with the last record of anybody there. A site is
-- open when it was surely activated by the cut (by its date, or as somebody was screened there) and not surely closed.
chosen_sites as (
    select
        sites.*,
        last_records.last_record_on,
        (coalesce(sites.activated_hi <= manifest.as_of, false) or last_records.site_id is not null)
        and coalesce(sites.closed_hi > manifest.as_of, true) as is_open
    from sites
    cross join manifest
    left join (
        select
            site_id,
            max(last_record_on) as last_record_on
        from people
        group by site_id
    ) as last_records on last_records.site_id = sites.site_id
    where (len($sites::varchar[]) = 0 or list_contains($sites::varchar[], sites.site_id))
        and (
            len($countries::varchar[]) = 0
            or list_contains($countries::varchar[], coalesce(sites.country, 'NOT_RECORDED'))
        )
),
