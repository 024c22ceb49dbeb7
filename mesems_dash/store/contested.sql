-- Which screenings are contested? An id that stands for two people, a screening handed in twice that differs, a
-- randomisation handed in twice or lost. Marks them in `screenings`; `lost.sql` has run. `same_x` compares all texts of
-- a rejected row with the kept one of its key: a row that is wholly identical contests nothing.
create or replace temp macro format_lines(lines) as
    'lines ' || array_to_string(lines[:-2], ', ') || ' and ' || lines[-1];

create or replace temp table two_people as
select
    people.subject_key,
    people.subject_id,
    list_sort([any_value(kept.line)] || list(rejects.line)) as lines,
    list_distinct([any_value(kept.site_id)] || list(as_text(rejects.row_text ->> 'site_id') order by rejects.line)) as sites
from rejects
join scratch.people as people on people.subject_id = as_text(rejects.row_text ->> 'subject_id')
join scratch.typed_subjects as kept on kept.subject_id = people.subject_id
where rejects.file = 'subjects.csv' and not ({same_subjects})
group by people.subject_key, people.subject_id;

insert into findings (file, line, "column", value, reason, kind, subject_id, site_id)
select
    'subjects.csv',
    lines[-1],
    'subject_id',
    subject_id,
    'subjects.csv ' || format_lines(lines) || ': ' || subject_id || ' is the id of '
        || if(len(lines) = 2, 'two', 'several') || ' people ('
        || array_to_string(list_sort(list_filter(sites, lambda site: site is not null)), ', ')
        || '); nothing recorded under this id is assessed',
    'WARNING',
    subject_id,
    sites[1]
from two_people
order by lines[-1];

create or replace temp table contests as
select subject_key, cast(null as integer) as screening_no, 1 as gravity, 'subjects.csv ' || format_lines(lines) as reason
from two_people;

-- as in lost.sql, texts are read step by step
create or replace temp table numbered_rejects as
with read as materialized (
    select
        file,
        line,
        as_text(row_text ->> 'subject_id') as subject_id,
        as_text(row_text ->> 'screening_no') as number_text,
        as_text(row_text ->> if(file = 'screenings.csv', 'screened_on', 'randomised_on')) as day_text,
        row_text
    from rejects
    where file in ('screenings.csv', 'randomisations.csv')
),
final as materialized (
    select file, line, subject_id, as_count(number_text) as screening_no, as_iso(day_text) as day_iso, row_text
    from read
)
select *, as_first_day(day_iso) as first_on, as_day(day_iso) as happened_on
from final;

insert into contests
select
    kept.subject_key,
    kept.screening_no,
    2,
    'screenings.csv ' || format_lines(list_sort([any_value(kept.line)] || list(rejects.line)))
from numbered_rejects as rejects
join scratch.people as people on people.subject_id = rejects.subject_id
join scratch.typed_screenings as kept
    on kept.subject_key = people.subject_key
    and kept.screening_no = rejects.screening_no
where
    rejects.file = 'screenings.csv'
    and not ({same_screenings})
    and not coalesce(rejects.first_on > the_cut(), false)
group by kept.subject_key, kept.screening_no;

create or replace temp table lost_draws as
select
    losses_of.subject_key,
    losses.line,
    kept.line as kept_line,
    kept.screening_no as kept_no,
    not ({same_randomisations})
        and kept.randomised_on is distinct from rejects.happened_on as differs
from losses
join losses_of on losses_of.file = losses.file and losses_of.line = losses.line
join numbered_rejects as rejects on rejects.file = losses.file and rejects.line = losses.line
left join scratch.typed_randomisations as kept
    on kept.subject_key = losses_of.subject_key
    and kept.screening_no = rejects.screening_no
where losses.file = 'randomisations.csv';

insert into contests
select
    subject_key,
    kept_no,
    3,
    'randomisations.csv ' || format_lines(list_sort([any_value(kept_line)] || list(line)))
from lost_draws
where kept_no is not null and differs
group by subject_key, kept_no;

insert into contests
select kept.subject_key, kept.screening_no, 4, 'randomisations.csv line ' || min(lost_draws.line)
from lost_draws
join scratch.typed_screenings as kept on kept.subject_key = lost_draws.subject_key
anti join scratch.typed_randomisations as drawn
    on drawn.subject_key = kept.subject_key and drawn.screening_no = kept.screening_no
where lost_draws.kept_no is null
group by kept.subject_key, kept.screening_no;

update screenings
set reference_on = null, reference_kind = 'CONTESTED', contested = marked.reason
from (
    select screenings.screening_key, arg_min(contests.reason, contests.gravity) as reason
    from screenings
    join contests
        on contests.subject_key = screenings.subject_key
        and coalesce(contests.screening_no, screenings.screening_no) = screenings.screening_no
    group by screenings.screening_key
) as marked
where screenings.screening_key = marked.screening_key;
