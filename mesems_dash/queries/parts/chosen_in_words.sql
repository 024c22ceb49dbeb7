-- the end of a list of screenings: every one in `chosen`, its masks in words.
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
