-- codes: what is counted, in protocol order; E1..E3 only restate I1 and never are.
codes as (
    select
        criterion,
        1::uinteger << place::uinteger as bit,
        place
    from (
        select
            unnest([
                'I1', 'I2', 'I3', 'I4', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14'
            ]) as criterion,
            unnest([0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]) as place
    ) as numbered
),
