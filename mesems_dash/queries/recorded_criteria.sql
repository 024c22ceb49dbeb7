-- How often does a criterion that a site recorded fail in the data, and the other way about?
-- Grain: one row per counted criterion. Source: judged.
with
-- include: selected
-- include: criteria
masks as materialized (
    select
        if(site_decision = 'INELIGIBLE', recorded & 262143, 0)::uinteger as wrote,
        coalesce(site_decision = 'INELIGIBLE', false) as is_called,
        fails,
        unknown,
        count(*) as screenings
    from selected
    group by wrote, is_called, fails, unknown
),
final as (
    select
        codes.place,
        codes.criterion,
        coalesce(sum(screenings) filter (where (wrote & bit) <> 0 and (fails & bit) <> 0), 0)::bigint as borne_out,
        coalesce(
            sum(screenings) filter (where (wrote & bit) <> 0 and (unknown & bit) <> 0), 0
        )::bigint as recorded_undecided,
        coalesce(
            sum(screenings) filter (where (wrote & bit) <> 0 and ((fails | unknown) & bit) = 0), 0
        )::bigint as only_recorded,
        coalesce(
            sum(screenings) filter (where is_called and (wrote & bit) = 0 and (fails & bit) <> 0), 0
        )::bigint as only_data,
        coalesce(sum(screenings) filter (where not is_called and (fails & bit) <> 0), 0)::bigint as not_called
    from codes
    left join masks on ((masks.wrote | masks.fails) & codes.bit) <> 0
    group by codes.place, codes.criterion
)
select
    criterion,
    borne_out,
    recorded_undecided,
    only_recorded,
    only_data,
    not_called
from final
order by place;
