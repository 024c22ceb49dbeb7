-- Part of facts.sql: last doses up to the reference, and days on the therapies of I1 before it. One row per anchor.
ranked_classes as materialized (            -- the first of the alphabet has the greatest rank: no tie hangs on the order of rows
    select
        *,
        row_number() over (
            order by
                lower(coalesce(drug, atc, '')) desc,
                coalesce(drug, atc, '') desc,
                coalesce(atc, '') desc,
                coalesce(route, '') desc
        ) as rank_of_name
    from drug_classes
),
courses as (                    -- start and end (last dose), narrowed to what start-before-end allows
    select
        therapies.subject_key,
        coalesce(therapies.drug, therapies.atc) as name,
        coalesce(therapies.route, '') as route,
        drug_classes.* exclude (drug, atc, route),
        coalesce(started_lo, date '0001-01-01') as start_lo,
        least(coalesce(started_hi, date '9999-12-31'), if(ongoing, null, ended_hi)) as start_hi,
        greatest(if(ongoing, date '9999-12-31', coalesce(ended_lo, date '0001-01-01')), started_lo) as end_lo,
        if(ongoing, date '9999-12-31', coalesce(ended_hi, date '9999-12-31')) as end_hi
    from (from therapies semi join anchors using (subject_key)) as therapies    -- first, or every chunk classifies all
    join ranked_classes as drug_classes
        on therapies.drug is not distinct from drug_classes.drug
        and therapies.atc is not distinct from drug_classes.atc
        and therapies.route is not distinct from drug_classes.route
    where not is_identified or listed <> 'N' or immunosuppressant <> 'N' or platform <> 'N' or steroid <> 'N'
),
course_rows as materialized (   -- days before the reference on a therapy of I1, null = none: `least_*` surely, `most_*` at
    select                      -- most; a course that may be short needs one day from `one_lo` to `one_hi`
        anchor,
        name,
        route,
        is_identified,
        listed,
        immunosuppressant,
        platform,
        steroid,
        least(end_lo, reference_on) as lo,
        least(end_hi, reference_on) as hi,
        end_hi,
        start_hi <= reference_on as is_certain,
        rank_of_name * 4 + if(is_certain, 2, 0) + if(lo < hi, 1, 0) as rank_of_row,
        cast(hi - date '0001-01-01' as bigint) * 2 as rank_of_hi,
        end_lo,
        cast(end_lo - date '0001-01-01' as bigint) * 68719476736 + rank_of_row as rank_of_end,
        start_lo < start_hi or lo < hi as is_rough,
        case
            when not is_identified then 'DRUG'
            when immunosuppressant = 'M' then 'CLASS'
            when start_hi > reference_on then 'START'
            when lo < hi then 'END'
            else ''
        end as immunosuppressant_doubt,
        case
            when not is_identified then 'DRUG'
            when platform = 'M' then 'CLASS'
            when start_hi > reference_on then 'START'
            when lo < hi then 'END'
            else ''
        end as platform_doubt,
        case
            when not is_identified then 'DRUG'
            when steroid = 'M' then 'CLASS'
            when start_hi > reference_on then 'START'
            when lo < hi then 'END'
            else ''
        end as steroid_doubt,
        if(listed = 'Y' and start_hi <= end_lo and start_hi < reference_on, start_hi, null) as least_lo,
        if(least_lo is null, null, least(end_lo, reference_on - 1)) as least_hi,
        if(listed = 'Y' and start_hi > end_lo and start_hi < reference_on, end_lo, null) as one_lo,
        if(one_lo is null, null, start_hi) as one_hi,
        if(listed <> 'N' and start_lo < reference_on, start_lo, null) as most_lo,
        if(most_lo is null, null, least(end_hi, reference_on - 1)) as most_hi
    from courses
    join anchors using (subject_key)
    where start_lo <= reference_on
),
course_facts as materialized (  -- the drug named gives the latest last dose: a sure one first, then the one listed last
    select
        anchor,
        max(lo) filter (immunosuppressant = 'Y' and is_certain) as immunosuppressant_lo,
        max(hi) filter (immunosuppressant <> 'N') as immunosuppressant_hi,
        max(end_hi) filter (immunosuppressant <> 'N') as immunosuppressant_end,
        arg_max(name, (rank_of_hi + cast(immunosuppressant = 'Y' as bigint)) * 68719476736 + rank_of_row)
            filter (immunosuppressant <> 'N') as immunosuppressant_drug,
        max(lo) filter (platform = 'Y' and is_certain) as platform_lo,
        max(hi) filter (platform <> 'N') as platform_hi,
        max(end_hi) filter (platform <> 'N') as platform_end,
        arg_max(name, (rank_of_hi + cast(platform = 'Y' as bigint)) * 68719476736 + rank_of_row)
            filter (platform <> 'N') as platform_drug,
        max(lo) filter (steroid = 'Y' and is_certain) as steroid_lo,
        max(hi) filter (steroid <> 'N') as steroid_hi,
        max(end_hi) filter (steroid <> 'N') as steroid_end,
        arg_max(name, (rank_of_hi + cast(steroid = 'Y' as bigint)) * 68719476736 + rank_of_row)
            filter (steroid <> 'N') as steroid_drug,
        arg_max(immunosuppressant_doubt, (rank_of_hi + cast(immunosuppressant = 'Y' as bigint)) * 68719476736 + rank_of_row)
            filter (immunosuppressant <> 'N') as immunosuppressant_doubt,
        arg_max(name, rank_of_end) filter (immunosuppressant = 'Y' and is_certain) as immunosuppressant_sure_drug,
        max(end_lo) filter (immunosuppressant = 'Y' and is_certain) as immunosuppressant_until,
        arg_max(platform_doubt, (rank_of_hi + cast(platform = 'Y' as bigint)) * 68719476736 + rank_of_row)
            filter (platform <> 'N') as platform_doubt,
        arg_max(name, rank_of_end) filter (platform = 'Y' and is_certain) as platform_sure_drug,
        max(end_lo) filter (platform = 'Y' and is_certain) as platform_until,
        arg_max(steroid_doubt, (rank_of_hi + cast(steroid = 'Y' as bigint)) * 68719476736 + rank_of_row)
            filter (steroid <> 'N') as steroid_doubt,
        arg_max(route, (rank_of_hi + cast(steroid = 'Y' as bigint)) * 68719476736 + rank_of_row)
            filter (steroid <> 'N') as steroid_route,
        arg_max(name, rank_of_end) filter (steroid = 'Y' and is_certain) as steroid_sure_drug,
        max(end_lo) filter (steroid = 'Y' and is_certain) as steroid_until,
        count(*) filter (not is_identified) as unidentified_drugs,
        max(name) filter (listed = 'M' and is_identified and most_lo is not null) as coarse_drug,
        coalesce(bool_or(is_rough) filter (most_lo is not null), false) as therapy_is_rough,
        count(least_lo) as least_courses,                               -- of two, the days both cover are counted once
        sum(least_hi - least_lo + 1)
            - if(least_courses = 2, greatest(min(least_hi) - max(least_lo) + 1, 0), 0) as least_days,
        count(most_lo) as most_courses,
        sum(most_hi - most_lo + 1)
            - if(most_courses = 2, greatest(min(most_hi) - max(most_lo) + 1, 0), 0) as most_days
    from course_rows
    group by anchor
),
segments_of_many as (           -- three or more courses: one after the other
    select anchor, true as is_least, least_lo as lo, least_hi as hi
    from course_rows
    semi join (select anchor from course_facts where least_courses > 2) using (anchor)
    where least_lo is not null
    union all
    select anchor, false, most_lo, most_hi
    from course_rows
    semi join (select anchor from course_facts where most_courses > 2) using (anchor)
    where most_lo is not null
),
covered_segments as (
    select
        *,
        max(hi) over (
            partition by anchor, is_least order by lo, hi rows between unbounded preceding and 1 preceding
        ) as covered_to
    from segments_of_many
),
unions_of_many as (             -- greatest ignores a null: nothing is covered before the first
    select
        anchor,
        sum(greatest(hi - greatest(lo - 1, covered_to), 0)) filter (is_least) as least_days,
        sum(greatest(hi - greatest(lo - 1, covered_to), 0)) filter (not is_least) as most_days
    from covered_segments
    group by anchor
),
short_courses as (
    select anchor, one_lo, one_hi
    from course_rows
    where one_lo is not null
),
further_days as (               -- the fewest days that hit them all: always take the earliest end not yet hit
    select
        short_courses.anchor,
        list_reduce(
            list_sort(list({'hi': one_hi, 'lo': one_lo, 'days': 1})),
            lambda hit, other: if(other.lo > hit.hi, {'hi': other.hi, 'lo': other.lo, 'days': hit.days + 1}, hit)
        ).days as days
    from short_courses
    anti join (select anchor, least_lo, least_hi from course_rows where least_lo is not null) as covered
        on short_courses.anchor = covered.anchor and least_lo <= one_hi and one_lo <= least_hi
    group by short_courses.anchor
),
therapy_facts as (
    select
        course_facts.* exclude (least_courses, least_days, most_courses, most_days),
        coalesce(unions_of_many.least_days, course_facts.least_days, 0)
            + coalesce(further_days.days, 0) as therapy_days_min,
        coalesce(unions_of_many.most_days, course_facts.most_days) as therapy_days_max
    from course_facts
    left join unions_of_many using (anchor)
    left join further_days using (anchor)
),
