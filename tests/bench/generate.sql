-- Fills the typed tables of an open cut with getvariable('n') made-up screenings; every date is a full one.
-- Per screening about three relapses, four EDSS scores, two scans, two therapies and a panel of seven to eight tests.
-- Every twentieth screening is a re-screening. Everybody is randomised, so that each is judged once (basis THEN).

create or replace temp macro chance(key, salt) as (hash(key * 1000 + salt) % 1000000) / 1000000.0;
create or replace temp macro days(key, salt, span) as cast(floor(chance(key, salt) * span) as integer);
create or replace temp macro flag(key, salt, share_true, share_known) as
    case when chance(key, salt + 500) < share_known then chance(key, salt) < share_true end;
set variable people = cast(ceil(getvariable('n') * 0.95) as bigint);

insert into sites
select
    'S' || lpad(cast(range as text), 2, '0'), 'Site ' || range, 'ITA', 'registry',
    date '2012-07-01', date '2012-07-01', null, null, 20, range + 1
from range(1, 16);

create temp table made as
select
    range as key,
    'P' || lpad(cast(range as text), 8, '0') as subject_id,
    'S' || lpad(cast(1 + days(range, 1, 15) as text), 2, '0') as site_id,
    date '2012-07-16' + days(range, 2, 2500) as screened_on,
    case when chance(range, 3) < 0.98 then case when chance(range, 4) < 0.66 then 'F' else 'M' end end as sex,
    case
        when chance(range, 5) < 0.60 then 'RRMS'
        when chance(range, 5) < 0.80 then 'SPMS'
        when chance(range, 5) < 0.93 then 'PPMS'
        when chance(range, 5) < 0.98 then 'CIS'
    end as subtype
from range(getvariable('people'));

insert into subjects
select
    key, subject_id, site_id, sex,
    screened_on - (6300 + days(key, 6, 12800)), screened_on - (6300 + days(key, 6, 12800)),
    screened_on - (500 + days(key, 7, 3900)), screened_on - (500 + days(key, 7, 3900)),
    screened_on - (300 + days(key, 7, 3700)), screened_on - (300 + days(key, 7, 3700)),
    subtype, case when sex = 'F' then flag(key, 8, 0.6, 0.95) end, key + 2
from made;

insert into screenings
with numbered as (
    select
        row_number() over (order by range % getvariable('people'), range) as screening_key,
        range % getvariable('people') as key,
        range // getvariable('people') + 1 as screening_no
    from range(getvariable('n'))
),
final as (
    select numbered.screening_key, numbered.screening_no, made.*, numbered.screening_key as salted
    from numbered
    join made using (key)
)
select
    screening_key, key, subject_id, screening_no, screened_on + cast(200 * (screening_no - 1) as integer), subtype,
    flag(salted, 10, 0.99, 0.99), screened_on, screened_on, null,
    flag(salted, 11, 0.98, 0.98), flag(salted, 12, 0.98, 0.98), flag(salted, 13, 0.97, 0.97), flag(salted, 14, 0.98, 0.98),
    flag(salted, 15, 0.01, 0.99), flag(salted, 16, 0.01, 0.99), flag(salted, 17, 0.005, 0.99), flag(salted, 18, 0.01, 0.99),
    flag(salted, 19, 0.1, 0.3), flag(salted, 20, 0.95, 0.98), flag(salted, 21, 0.01, 0.99), flag(salted, 22, 0.98, 0.99),
    'ELIGIBLE', screened_on, screened_on, [], null,
    screened_on + cast(200 * (screening_no - 1) + 14 as integer), 'RANDOMISED', screening_key + 2, null
from final
order by key, screening_no;

insert into randomisations
select subject_key, screening_no, reference_on, null, null, line
from screenings;

insert into relapses
select
    key, onset_on, onset_on, null, null, flag(key * 3 + turn, 30, 0.9, 0.97), 'MODERATE', key * 3 + turn + 2
from (
    select key, turn, screened_on + 30 - days(key * 3 + turn, 31, 1100) as onset_on
    from made, (select cast(range as integer) as turn from range(3))
    where chance(key * 3 + turn, 32) < 0.97
);

insert into edss
select
    key, screened_on - (turn * 120 - 40 + days(key * 4 + turn, 40, 110)), screened_on - (turn * 120 - 40 + days(key * 4 + turn, 40, 110)),
    case when chance(key * 4 + turn, 41) < 0.98 then 2.0 + days(key, 42, 8) / 2.0 + days(key * 4 + turn, 43, 4) / 2.0 end,
    null, key * 4 + turn + 2
from made, (select cast(range as integer) as turn from range(4));

insert into mri
select
    key, screened_on - (turn * 300 - 60 + days(key * 2 + turn, 50, 290)), screened_on - (turn * 300 - 60 + days(key * 2 + turn, 50, 290)),
    flag(key * 2 + turn, 51, 0.97, 0.97), case when chance(key * 2 + turn, 52) < 0.97 then greatest(days(key * 2 + turn, 53, 6) - 3, 0) end,
    null, key * 2 + turn + 2
from made, (select cast(range as integer) as turn from range(2));

insert into therapies
with made_drugs as (
    select
        key, turn, key * 2 + turn as row_key,
        screened_on - (300 * turn + 60 + days(key * 2 + turn, 60, 1400)) as started_on,
        [
            {'drug': 'interferon beta-1a', 'atc': 'L03AB07', 'route': 'SC'},
            {'drug': 'interferon beta-1b', 'atc': 'L03AB08', 'route': 'SC'},
            {'drug': 'glatiramer acetate', 'atc': 'L03AX13', 'route': 'SC'},
            {'drug': 'natalizumab', 'atc': 'L04AA23', 'route': 'IV'},
            {'drug': 'fingolimod', 'atc': 'L04AA27', 'route': 'ORAL'},
            {'drug': 'azathioprine', 'atc': 'L04AX01', 'route': 'ORAL'},
            {'drug': 'methylprednisolone', 'atc': 'H02AB04', 'route': 'IV'},
            {'drug': 'paracetamol', 'atc': 'N02BE01', 'route': 'ORAL'}
        ][1 + days(key * 2 + turn, 61, 8)] as drug
    from made, (select cast(range as integer) as turn from range(2))
)
select
    key, drug.drug, drug.atc, drug.route, started_on, started_on,
    case when chance(row_key, 62) < 0.9 then started_on + days(row_key, 63, 900) end,
    case when chance(row_key, 62) < 0.9 then started_on + days(row_key, 63, 900) end,
    chance(row_key, 62) >= 0.9, row_key + 2
from made_drugs;

insert into labs
with panel as (
    select *
    from (values
        (0, 'EGFR', 0.00), (1, 'WBC', 0.00), (2, 'HIV', 0.002), (3, 'HBSAG', 0.004), (4, 'HCVAB', 0.01),
        (5, 'CSF_OCB', 0.8), (6, 'HCG', 0.01), (7, 'HCVRNA', 0.4)
    ) as panel (turn, test, positive)
),
taken as (
    select key, turn, test, positive, key * 8 + turn as row_key, screened_on - days(key * 8 + turn, 70, 40) as collected_on, sex
    from made, panel
    where chance(key * 8 + turn, 71) < case test when 'HCVRNA' then 0.05 when 'HCG' then if(sex = 'F', 0.98, 0) else 0.985 end
),
final as (
    select
        *,
        case test
            when 'EGFR' then 50.0 + days(row_key, 72, 500) / 8.0
            when 'WBC' then 3.5 + days(row_key, 72, 90) / 10.0
        end as number
    from taken
)
select
    key, collected_on, collected_on, test,
    case when number is null and chance(row_key, 73) < 0.995 then if(chance(row_key, 74) < positive, 'POS', 'NEG') end,
    number, number, if(number is null, null, false), if(number is null, null, false), null, null, row_key + 2
from final;

insert into malignancies
select
    key, type, diagnosed_on, diagnosed_on, remission_on, remission_on, key + 2
from (
    select
        key,
        ['BCC_SKIN', 'CARCINOMA_IN_SITU', 'OTHER'][1 + days(key, 80, 3)] as type,
        screened_on - (900 + days(key, 81, 2000)) as diagnosed_on,
        screened_on - days(key, 82, 900) as remission_on
    from made
    where chance(key, 83) < 0.03
);
