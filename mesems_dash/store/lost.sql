-- What was lost, and of whom? Fills `lost` of the cut from its rejects, with the texts of the odd ones kept in scratch.
-- Grain: one row per lost row and person whom it names, or one for those that name nobody known. See lost.py.
-- step by step: each macro says its text again many times, and a text that is itself a macro would grow without end
create or replace temp table losses as
with told as materialized (
    select
        rejects.file,
        rejects.line,
        odd.line is not null as is_odd,
        coalesce(odd.is_merged, false) as is_merged,
        coalesce(odd.fields, []) as fields,
        if(odd.line is null, row_text ->> 'subject_id', odd.subject_id) as subject_told,
        case
            when odd.line is not null then odd.event
            when rejects.file = 'therapies.csv' then row_text ->> 'started_on'
            when rejects.file = 'relapses.csv' then row_text ->> 'onset_on'
            when rejects.file = 'mri.csv' then row_text ->> 'scanned_on'
            when rejects.file = 'malignancies.csv' then row_text ->> 'diagnosed_on'
            when rejects.file = 'edss.csv' then row_text ->> 'assessed_on'
            when rejects.file = 'labs.csv' then row_text ->> 'collected_on'
            when rejects.file = 'randomisations.csv' then row_text ->> 'randomised_on'
        end as event_told,
        if(odd.line is null, row_text ->> 'test', odd.test) as test_told
    from rejects
    left join scratch.odd as odd on odd.file = rejects.file and odd.line = rejects.line
    where
        rejects.file in (
            'therapies.csv', 'relapses.csv', 'mri.csv', 'malignancies.csv', 'edss.csv', 'labs.csv', 'randomisations.csv'
        )
        and not starts_with(rejects.reason, 'an identical row')
),
read as materialized (
    select
        * exclude (subject_told, event_told, test_told),
        as_text(subject_told) as subject_id,
        as_text(event_told) as event_text,
        upper(as_text(test_told)) as test_code
    from told
),
dated as materialized (
    select *, as_iso(event_text) as event_iso
    from read
),
spanned as materialized (
    select *, as_first_day(event_iso) as first_on, as_last_day(event_iso) as last_on
    from dated
),
final as (
    select
        file,
        line,
        is_odd,
        is_merged,
        fields,
        subject_id,
        if(
            file = 'labs.csv'
                and test_code in ('EGFR', 'WBC', 'HIV', 'HBSAG', 'HCVAB', 'HCVRNA', 'HCG', 'CSF_OCB'),
            test_code,
            null
        ) as test,
        if(first_on between date '1950-01-01' and years_ahead(2), first_on, null) as happened_lo,
        if(first_on between date '1950-01-01' and years_ahead(2), last_on, null) as happened_hi
    from spanned
)
select *
from final;

-- what surely happened after the cut concerns nobody yet
delete from losses where happened_lo > the_cut();

-- an odd row names who stands in its place of subject_id, else whoever stands in any field; two rows in one name both
create or replace temp table losses_of as
select losses.file, losses.line, people.subject_key
from losses
join scratch.people as people on people.subject_id = losses.subject_id
union
select odd.file, odd.line, people.subject_key
from (select file, line, is_merged, subject_id, unnest(fields) as field from losses where is_odd) as odd
join scratch.people as people on people.subject_id = as_text(odd.field)
where odd.is_merged or coalesce(odd.subject_id not in (select subject_id from scratch.people), true);

insert into lost
select losses_of.subject_key, losses.file, losses.line, losses.test, losses.happened_lo, losses.happened_hi
from losses
join losses_of on losses_of.file = losses.file and losses_of.line = losses.line
where losses.file <> 'randomisations.csv'
order by all;

create or replace temp table losses_of_nobody as
with declared as (                -- people whose own row was rejected: their records are nobody else's
    select distinct as_text(row_text ->> 'subject_id') as subject_id
    from rejects
    where file = 'subjects.csv'
),
declared_odd as (
    select distinct odd.file, odd.line
    from (select file, line, unnest(fields) as field from losses where is_odd) as odd
    join declared on declared.subject_id = as_text(odd.field)
)
select losses.file, losses.line, losses.test, losses.happened_lo, losses.happened_hi
from losses
anti join losses_of on losses_of.file = losses.file and losses_of.line = losses.line
anti join declared on declared.subject_id = losses.subject_id
anti join declared_odd on declared_odd.file = losses.file and declared_odd.line = losses.line
where losses.file <> 'randomisations.csv';

-- of a list the earliest such row is enough; of EDSS and results each day, unless there are too many for everybody
insert into lost
select
    null,
    file,
    arg_min(line, cast(coalesce(happened_lo, date '0001-01-01') - date '0001-01-01' as bigint) * 1099511627776 + line),
    null,
    if(count(*) = count(happened_lo), min(happened_lo), null),
    null
from losses_of_nobody
where file not in ('edss.csv', 'labs.csv')
group by file
order by file;

insert into lost
with days as (
    select file, test, happened_lo, happened_hi, min(line) as line, count(*) over (partition by file, test) > 30 as is_many
    from losses_of_nobody
    where file in ('edss.csv', 'labs.csv')
    group by file, test, happened_lo, happened_hi
)
select
    null,
    file,
    min(line) as line,
    test,
    if(count(*) = count(happened_lo), min(happened_lo), null),
    if(count(*) = count(happened_hi), max(happened_hi), null)
from days
group by file, test, if(is_many, null, line)
order by file, line;
