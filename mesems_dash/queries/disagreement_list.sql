-- Which screenings are behind one number of the comparison of sites with data?
-- Grain: one row per screening, at most $most of them (null = all). Source: judged, cases, screenings, manifest.
-- A site's own words are withheld where they hold something that may name a person: a long number or an address.
with
-- include: selected
seen as not materialized (
    select
        *,
        if(site_decision in ('ELIGIBLE', 'INELIGIBLE'), site_decision, 'NOT_DECIDED') as decision
    from selected
),
-- include: compared_codes
-- include: code_names
behind as not materialized (
    select *
    from compared
    where case $kinds::utinyint when 255 then true else (disagreements & $kinds::utinyint) <> 0 end
        and ($is_randomised::boolean is null or is_randomised = $is_randomised::boolean)
        and ($site::varchar is null or site_id = $site::varchar)
        and ($decision::varchar is null or decision = $decision::varchar)
        and ($status::varchar is null or status = $status::varchar)
        and (
            $recorded::varchar is null
            or (wrote & (select recorded_bit from recorded_codes where recorded = $recorded::varchar)) <> 0
        )
        and (
            $found::varchar is null
            or (found & (select found_bit from found_codes where found = $found::varchar)) <> 0
        )
),
chosen as materialized (
    select
        site_id,
        screening_key,
        subject_key,
        screening_no,
        screened_on,
        ruleset,
        decision,
        decided_lo,
        decided_hi,
        is_randomised,
        status,
        wrote,
        fails,
        unknown,
        disagreements
    from behind
    order by site_id, screening_key
    limit coalesce($most::bigint, 9223372036854775807)
),
whole as (
    select count(*) as of_screenings
    from behind
),
final as (
    select
        chosen.*,
        cases.subject_id,
        chosen.decision <> 'NOT_DECIDED' and chosen.decided_lo = chosen.decided_hi as is_dated,
        manifest.as_of - chosen.decided_lo as days,
        screenings.site_reasons_text,
        code_names.names,
        whole.of_screenings
    from chosen
    join cases on cases.screening_key = chosen.screening_key
    join screenings on screenings.screening_key = chosen.screening_key
    cross join manifest
    cross join code_names
    cross join whole
)
select
    screening_key,
    subject_key,
    subject_id,
    screening_no,
    site_id,
    screened_on,
    ruleset,
    decision,
    if(is_dated, decided_lo, null) as decided_on,
    if(is_dated, days, null) as days_since_decision,
    is_randomised,
    status,
    array_to_string(
        list_transform(
            list_filter(range(24), lambda place: (wrote::bigint & (1 << place)) <> 0),
            lambda place: names[place + 1]
        ),
        ' '
    ) as recorded,
    case
        when regexp_full_match(site_reasons_text, '[\s|]*((I[1-4]|E1?[0-9]|[A-Z]+(_[A-Z]+)+|OTHER)[\s|]*)*', 'i') then null
        when regexp_matches(site_reasons_text, '[0-9]{5}|@') then 'withheld, as it may name a person'
        else site_reasons_text
    end as site_text,
    array_to_string(
        list_transform(
            list_filter(range(18), lambda place: (fails::bigint & (1 << place)) <> 0),
            lambda place: names[place + 1]
        ),
        ' '
    ) as failing,
    array_to_string(
        list_transform(
            list_filter(range(18), lambda place: (unknown::bigint & (1 << place)) <> 0),
            lambda place: names[place + 1]
        ),
        ' '
    ) as unknown,
    disagreements,
    of_screenings
from final
order by site_id, screening_key;
