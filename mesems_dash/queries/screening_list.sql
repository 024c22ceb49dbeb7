-- Which screenings are selected, a page of them?
-- Grain: one row per screening. Source: judged, cases (the subject's id).
with
-- include: selected
-- include: code_names
chosen as materialized (
    select *
    from selected
    order by site_id, screening_key
    limit $most offset $skip
),
-- include: chosen_in_words
