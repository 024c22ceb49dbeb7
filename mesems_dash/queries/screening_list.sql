-- Which screenings are selected, a page of them?
-- Grain: one row per screening. Source: judged, cases (the subject's id).
with
-- include: selected
-- include: code_names
page as materialized (      -- only the keys are sorted; what else is said of a screening is read for the page alone
    select
        site_id,
        screening_key
    from selected
    order by site_id, screening_key
    limit $most offset $skip
),
chosen as materialized (
    select judged.*
    from judged
    join page on page.screening_key = judged.screening_key
    where judged.judged_by = coalesce($rule_set::varchar, 'OWN')
),
-- include: chosen_in_words
