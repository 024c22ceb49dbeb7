-- What is recorded of one person?
-- Grain: one row, a list of rows for each file. Source: the tables of the bundle. When cells were released and why an
-- infusion was not given could betray the product, and are not asked for; nor is the text of a disposition's reason.
with
final as (
    select
        subjects.*,
        (
            select list(row order by row.screening_no)
            from screenings as row
            where row.subject_key = $subject_key::integer
        ) as screenings,
        (select list(row order by row.line) from relapses as row where row.subject_key = $subject_key::integer) as relapses,
        (select list(row order by row.line) from edss as row where row.subject_key = $subject_key::integer) as edss,
        (select list(row order by row.line) from mri as row where row.subject_key = $subject_key::integer) as mri,
        (select list(row order by row.line) from labs as row where row.subject_key = $subject_key::integer) as labs,
        (select list(row order by row.line) from therapies as row where row.subject_key = $subject_key::integer) as therapies,
        (
            select list(row order by row.line)
            from malignancies as row
            where row.subject_key = $subject_key::integer
        ) as malignancies,
        (
            select list({
                file: file, line: line, test: test, happened_lo: happened_lo, happened_hi: happened_hi,
                is_named: subject_key is not null
            } order by file, line)
            from lost
            where subject_key is null or subject_key = $subject_key::integer
        ) as lost,
        (
            select list({kind: 'HARVEST', lo: harvested_lo, hi: harvested_hi, outcome: outcome} order by line)
            from harvests
            where subject_key = $subject_key::integer
        ) as harvests,
        (
            select list({kind: 'RANDOMISED', lo: randomised_on, hi: randomised_on, outcome: null::varchar} order by line)
            from randomisations
            where subject_key = $subject_key::integer
        ) as randomisations,
        (
            select list({
                kind: 'INFUSION_' || infusion_no, lo: infused_lo, hi: infused_hi,
                outcome: case when given then 'GIVEN' when not given then 'NOT_GIVEN' end
            } order by infusion_no)
            from infusions
            where subject_key = $subject_key::integer
        ) as infusions,
        (
            select list({kind: status, lo: on_lo, hi: on_hi, outcome: null::varchar} order by on_lo, line)
            from dispositions
            where subject_key = $subject_key::integer
        ) as dispositions
    from subjects
    where subjects.subject_key = $subject_key::integer
)
select
    subject_id,
    site_id,
    sex,
    birth_lo,
    birth_hi,
    onset_lo,
    onset_hi,
    diagnosis_lo,
    diagnosis_hi,
    subtype,
    childbearing_potential,
    screenings,
    relapses,
    edss,
    mri,
    labs,
    therapies,
    malignancies,
    lost,
    harvests,
    randomisations,
    infusions,
    dispositions
from final;
