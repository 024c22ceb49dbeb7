-- alerts: of each kind of attention the first $most, the latest first, with how many there are of the kind.
numbers as materialized (
    select
        (select count(*) from one_value_away) as one_value_away,
        (select count(*) from randomised_ineligible) as randomised_ineligible,
        (select count(*) from called_eligible) as called_eligible,
        (select count(*) from called_ineligible) as called_ineligible,
        (select count(*) from infusion_overdue) as infusion_overdue,
        (select count(*) from stage_disagrees) as stage_disagrees,
        (select count(*) from stale_site) as stale_site
),
alerts as (
    (
        select
            0 as place,
            'ONE_VALUE_AWAY' as kind,
            (select one_value_away from numbers) as of_kind,
            *
        from one_value_away
        where coalesce($kind::varchar, 'ONE_VALUE_AWAY') = 'ONE_VALUE_AWAY'
        order by since desc, site_id, screening_key
        limit coalesce($most::integer, 2147483647)
    )
    union all
    (
        select
            1 as place,
            'RANDOMISED_INELIGIBLE' as kind,
            (select randomised_ineligible from numbers) as of_kind,
            *
        from randomised_ineligible
        where coalesce($kind::varchar, 'RANDOMISED_INELIGIBLE') = 'RANDOMISED_INELIGIBLE'
        order by since desc, site_id, screening_key
        limit coalesce($most::integer, 2147483647)
    )
    union all
    (
        select
            2 as place,
            'CALLED_ELIGIBLE' as kind,
            (select called_eligible from numbers) as of_kind,
            *
        from called_eligible
        where coalesce($kind::varchar, 'CALLED_ELIGIBLE') = 'CALLED_ELIGIBLE'
        order by since desc, site_id, screening_key
        limit coalesce($most::integer, 2147483647)
    )
    union all
    (
        select
            3 as place,
            'CALLED_INELIGIBLE' as kind,
            (select called_ineligible from numbers) as of_kind,
            *
        from called_ineligible
        where coalesce($kind::varchar, 'CALLED_INELIGIBLE') = 'CALLED_INELIGIBLE'
        order by since desc, site_id, screening_key
        limit coalesce($most::integer, 2147483647)
    )
    union all
    (
        select
            4 as place,
            'INFUSION_OVERDUE' as kind,
            (select infusion_overdue from numbers) as of_kind,
            *
        from infusion_overdue
        where coalesce($kind::varchar, 'INFUSION_OVERDUE') = 'INFUSION_OVERDUE'
        order by since desc, site_id, screening_key
        limit coalesce($most::integer, 2147483647)
    )
    union all
    (
        select
            5 as place,
            'STAGE_DISAGREES' as kind,
            (select stage_disagrees from numbers) as of_kind,
            *
        from stage_disagrees
        where coalesce($kind::varchar, 'STAGE_DISAGREES') = 'STAGE_DISAGREES'
        order by since desc, site_id, screening_key
        limit coalesce($most::integer, 2147483647)
    )
    union all
    (
        select
            6 as place,
            'STALE_SITE' as kind,
            (select stale_site from numbers) as of_kind,
            *
        from stale_site
        where coalesce($kind::varchar, 'STALE_SITE') = 'STALE_SITE'
        order by since desc, site_id, screening_key
        limit coalesce($most::integer, 2147483647)
    )
),
