-- Which screenings are behind one number of the screen failures, as sites wrote?
-- Grain: one row per screening. Source: judged, cases (the subject's id).
with
-- include: selected
-- include: code_names
chosen as materialized (
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
masks as (
    select fails as mask
    from chosen
    union
    select unknown as mask
    from chosen
    union
    select recorded as mask
    from chosen
),
words as (
    select
        masks.mask,
        array_to_string(
            list_transform(
                list_filter(range(24), lambda place: (masks.mask::bigint & (1 << place)) <> 0),
                lambda place: code_names.names[place + 1]
            ),
            ' '
        ) as text
    from masks
    cross join code_names
),
final as (
    select
        chosen.*,
        cases.subject_id,
        failing.text as failing_words,
        open_questions.text as unknown_words,
        written.text as recorded_words
    from chosen
    join cases on cases.screening_key = chosen.screening_key
    join words as failing on failing.mask = chosen.fails
    join words as open_questions on open_questions.mask = chosen.unknown
    join words as written on written.mask = chosen.recorded
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
order by site_id, screening_key;
