-- What was given at each infusion, and how many cells for each kilogram?
-- Grain: one row per person and infusion that was reached or of which anything is recorded. Source: judged (deciding
-- screenings), people, infusions, closed.allocations, closed.doses.
with
-- include: selected
asked as (
    select
        people.subject_key,
        people.subject_id,
        people.last_stage,
        selected_people.screening_no,
        selected_people.site_id,
        coalesce(allocations.sequence, 'NOT_RECORDED') as sequence,
        numbered.infusion_no
    from selected_people
    join people on people.subject_key = selected_people.subject_key
    cross join (select unnest([1, 2]) as infusion_no) as numbered
    left join closed.allocations as allocations on allocations.subject_id = people.subject_id
),
recorded as (
    select
        asked.subject_key,
        asked.screening_no,
        asked.subject_id,
        asked.site_id,
        asked.sequence,
        asked.infusion_no,
        -- given by itself, or because a later step is recorded and nothing says no
        coalesce(infusions.given, infusions.infused_lo is not null or asked.last_stage >= asked.infusion_no + 4) as is_given,
        coalesce(not infusions.given, false) as is_refused,
        infusions.infused_lo as infused_from,
        infusions.infused_hi as infused_to,
        doses.product,
        doses.cells_viable,
        doses.weight_kg,
        -- to the ten thousandth of a cell, so that division leaves a dose on a limit on it
        round(doses.cells_viable / nullif(doses.weight_kg, 0), 4) as cells_per_kg,
        nullif(trim(doses.reason_not_given), '') as reason_not_given
    from asked
    left join infusions
        on infusions.subject_key = asked.subject_key
        and infusions.infusion_no = asked.infusion_no
    left join closed.doses as doses
        on doses.subject_id = asked.subject_id
        and doses.infusion_no = asked.infusion_no
    where infusions.line is not null
        or doses.line is not null
        or asked.last_stage >= asked.infusion_no + 4
),
known as (
    select
        recorded.*,
        case
            when is_refused then 'NOT_GIVEN'
            when is_given then 'GIVEN'
            when reason_not_given is not null then 'NOT_GIVEN'
            else 'NOT_RECORDED'
        end as state,
        if((sequence = 'MSC_FIRST') = (infusion_no = 1), 'MSC', 'PLACEBO') as expected_product,
        min(product) over person = max(product) over person and count(product) over person = 2 as is_twice
    from recorded
    window person as (partition by subject_key)
),
final as (
    select
        known.*,
        case
            when state <> 'GIVEN' then state
            when product = 'PLACEBO' then 'PLACEBO'
            when product is null or cells_per_kg is null then 'NOT_COMPUTED'
            when cells_per_kg < $least::double then 'BELOW'
            when cells_per_kg > $most::double then 'ABOVE'
            else 'INSIDE'
        end as result,
        concat_ws(
            ' ',
            if(sequence <> 'NOT_RECORDED' and product <> expected_product, 'AGAINST_SEQUENCE', null),
            if(is_twice, 'SAME_TWICE', null),
            if(product = 'PLACEBO' and cells_viable > 0, 'PLACEBO_WITH_CELLS', null),
            if(state = 'NOT_GIVEN' and (product is not null or cells_viable > 0), 'PRODUCT_NOT_GIVEN', null),
            if(state = 'NOT_RECORDED' and (product is not null or cells_viable > 0), 'PRODUCT_UNRECORDED', null),
            if(state = 'GIVEN' and reason_not_given is not null, 'REASON_BUT_GIVEN', null)
        ) as disagreements
    from known
)
select
    subject_key,
    screening_no,
    subject_id,
    site_id,
    sequence,
    infusion_no,
    state,
    infused_from,
    infused_to,
    product,
    cells_viable,
    weight_kg,
    cells_per_kg,
    result,
    reason_not_given,
    disagreements
from final
order by infused_from nulls last, site_id, subject_id, infusion_no;
