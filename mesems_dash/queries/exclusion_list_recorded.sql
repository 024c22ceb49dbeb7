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
-- include: chosen_in_words
