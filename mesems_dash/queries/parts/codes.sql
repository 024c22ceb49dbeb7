-- codes: what is counted, in protocol order; as sites wrote also what is no criterion, and no code at all. E1..E3 only
-- restate I1 and never are.
codes as (
    select
        criterion,
        1::uinteger << place::uinteger as bit,
        place
    from (
        select
            unnest([
                'I1', 'I2', 'I3', 'I4', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14',
                'DECLINED_CONSENT', 'WITHDREW_BEFORE_RANDOMISATION', 'MANUFACTURING_FAILURE', 'SITE_CLOSED', 'OTHER',
                'NOT_STATED'
            ]) as criterion,
            unnest([0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]) as place
    ) as numbered
    where $is_recorded::boolean or place < 18
),
