-- Which screenings are behind one number of the screen failures, as the data say?
-- Grain: one row per screening. Source: judged, cases (the subject's id).
with
-- include: selected
-- include: code_names
chosen as materialized (
    select *
    from selected
    where
        case $count::varchar
            when 'any' then (fails & $bit::uinteger) <> 0
            when 'only' then fails = $bit::uinteger
            when 'first' then (fails & (2 * $bit::uinteger - 1)) = $bit::uinteger
            else (unknown & $bit::uinteger) <> 0
        end
        and ($subtype::varchar = 'ALL' or subtype = $subtype::varchar)
),
-- include: chosen_in_words
