-- compared_codes: what a site may write, or that it wrote no reason, and what the data may say: names of the bits of `wrote`
-- and `found`, which compared adds to the rows of a step called seen.
recorded_codes as (
    select
        place as recorded_place,
        code as recorded,
        1::uinteger << place::uinteger as recorded_bit
    from (
        select
            unnest([0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]) as place,
            unnest([
                'I1', 'I2', 'I3', 'I4', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14',
                'DECLINED_CONSENT', 'WITHDREW_BEFORE_RANDOMISATION', 'MANUFACTURING_FAILURE', 'SITE_CLOSED', 'OTHER',
                'NOT_STATED', 'CALLED_ELIGIBLE', 'NOT_DECIDED'
            ]) as code
    ) as numbered
),
found_codes as (
    select
        place as found_place,
        code as found,
        1::uinteger << place::uinteger as found_bit
    from (
        select
            unnest([0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]) as place,
            unnest([
                'I1', 'I2', 'I3', 'I4', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14',
                'UNDECIDED', 'NONE'
            ]) as code
    ) as numbered
),
compared as not materialized (
    select
        *,
        case
            when site_decision = 'INELIGIBLE' then recorded
            when site_decision = 'ELIGIBLE' then (1 << 24)::uinteger
            else (1 << 25)::uinteger
        end as wrote,
        case status
            when 'ineligible' then fails
            when 'unknown' then (1 << 18)::uinteger
            else (1 << 19)::uinteger
        end as found
    from seen
),
