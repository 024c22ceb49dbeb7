-- How far is the crossover in each sequence, where do second infusions stand, and were they given in their window?
-- Grain: one row per sequence (NOT_RECORDED only where somebody has no allocation), then one for all together (sequence
-- null). Source: judged (deciding screenings), people, manifest, closed.allocations.
with
-- include: selected
-- include: second_infusions
-- include: sequenced
sequences as (
    select
        unnest([0, 1]) as place,
        unnest(['MSC_FIRST', 'PLACEBO_FIRST']) as sequence
    union all
    select distinct
        2 as place,
        sequence
    from sequenced
    where sequence = 'NOT_RECORDED'
),
final as (
    select
        sequences.place,
        sequences.sequence,
-- include: infusion_counts
    from sequences
    left join sequenced on sequenced.sequence = sequences.sequence
    group by grouping sets ((sequences.place, sequences.sequence), ())
)
select
    sequence,
-- include: infusion_columns
from final
order by place nulls last;
