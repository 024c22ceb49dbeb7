-- What should a site be asked?
-- Grain: one row per undecided person and question. Source: judged (deciding screenings), missing, people, manifest.
with
-- include: selected
-- include: undecided
-- include: code_names
chosen as materialized (
    select *
    from questions
    where ($field::varchar is null or field = $field::varchar)
        and ($at_site::varchar is null or site_id = $at_site::varchar)
        and ($settling::varchar = 'any' or settles = 'ALWAYS')
        and ($among::varchar = 'everybody' or is_waiting)
),
first_rows as materialized (
    select *
    from chosen
    order by site_id, days_open desc, subject_key, place
    limit coalesce($most::integer, 2147483647)
),
final as (
    select
        first_rows.*,
        people.subject_id,
        (select count(*) from chosen) as questions_total,
        list_filter(
            code_names.names, lambda name, place: (first_rows.criteria & (1 << (place - 1))::uinteger) <> 0
        ) as codes
    from first_rows
    join people on people.subject_key = first_rows.subject_key
    cross join code_names
)
select
    screening_key,
    subject_key,
    subject_id,
    screening_no,
    site_id,
    screened_on,
    days_open,
    field,
    question,
    array_to_string(codes, ' ') as criteria,
    settles,
    site_decision,
    is_randomised,
    exit,
    questions_total
from final
order by site_id, days_open desc, subject_key, place;
