-- undecided: the selected people whom the data leave undecided. Somebody is one value away where the answer to a single
-- question settles the status either way. questions: what could be asked of them.
undecided as materialized (
    select
        selected_people.screening_key,
        selected_people.subject_key,
        selected_people.screening_no,
        selected_people.site_id,
        selected_people.screened_on,
        manifest.as_of - selected_people.screened_on as days_open,
        selected_people.site_decision,
        selected_people.last_stage >= 4 as is_randomised,
        coalesce(selected_people.exit = 'UNDER_WAY', false) and selected_people.last_stage < 4 as is_waiting,
        selected_people.exit
    from selected_people
    cross join manifest
    where selected_people.status = 'unknown'
),
questions as materialized (
    select
        undecided.*,
        missing.place,
        missing.field,
        missing.criteria,
        missing.question,
        missing.settles
    from undecided
    join missing
        on missing.screening_key = undecided.screening_key
        and missing.judged_by = coalesce($rule_set::varchar, 'OWN')
),
