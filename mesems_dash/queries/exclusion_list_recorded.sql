-- Which screenings are behind one number of the screen failures, as sites wrote?
-- Grain: one row per screening. Source: judged.
with
-- include: selected
-- include: code_names
chosen as (
    select *
    from selected
    where
        case $count::varchar
            when 'any' then site_decision = 'INELIGIBLE' and (recorded & $bit::uinteger) <> 0
            when 'only' then site_decision = 'INELIGIBLE' and recorded = $bit::uinteger
            when 'first' then site_decision = 'INELIGIBLE' and (recorded & (2 * $bit::uinteger - 1)) = $bit::uinteger
            else coalesce(site_decision not in ('ELIGIBLE', 'INELIGIBLE'), true)
        end
        and ($subtype::varchar = 'ALL' or subtype = $subtype::varchar)
),
final as (
    select
        chosen.*,
        array_to_string(
            list_transform(
                list_filter(range(24), lambda place: (chosen.fails::bigint & (1 << place)) <> 0),
                lambda place: code_names.names[place + 1]
            ),
            ' '
        ) as failing_words,
        array_to_string(
            list_transform(
                list_filter(range(24), lambda place: (chosen.unknown::bigint & (1 << place)) <> 0),
                lambda place: code_names.names[place + 1]
            ),
            ' '
        ) as unknown_words,
        array_to_string(
            list_transform(
                list_filter(range(24), lambda place: (chosen.recorded::bigint & (1 << place)) <> 0),
                lambda place: code_names.names[place + 1]
            ),
            ' '
        ) as recorded_words
    from chosen
    cross join code_names
)
select
    screening_key,
    subject_key,
    subject_id,
    screening_no,
    site_id,
    country,
    sex,
    subtype,
    screened_on,
    reference_on,
    reference_kind,
    ruleset,
    status,
    failing_words as failing,
    unknown_words as unknown,
    site_decision,
    recorded_words as recorded
from final
order by site_id, subject_id, screening_no;
