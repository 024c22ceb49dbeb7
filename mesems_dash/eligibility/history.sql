-- Part of facts.sql: relapses, scans and malignancies up to the reference. One row per anchor.
relapse_rows as (
    select
        anchor,
        documented,
        coalesce(onset_lo, date '0001-01-01') as lo,
        least(onset_hi, reference_on) as hi,    -- ignores a null: not recorded is up to the reference
        coalesce(onset_hi, date '9999-12-31') as ends_on,
        coalesce(onset_hi <= reference_on, false) as is_certain
    from relapses
    join anchors using (subject_key)
    where onset_lo is null or onset_lo <= reference_on
),
relapse_facts as (
    select
        anchor,
        max(lo) filter (is_certain and documented) as documented_lo,
        max(hi) filter (documented is distinct from false) as documented_hi,
        max(ends_on) filter (documented is distinct from false) as documented_end,
        list_sort(
            list({
                'lo': lo,
                'hi': hi,
                'is_certain': is_certain and coalesce(documented, false),
                'is_documented': coalesce(documented, false)
            })
            filter (documented is distinct from false)
        ) as documented_relapses,
        bool_and(coalesce(documented, false) and is_certain and lo = hi)
            filter (documented is distinct from false) as documented_is_plain,
        max(lo) filter (is_certain) as relapse_lo,
        max(hi) as relapse_hi,
        max(ends_on) as relapse_end
    from relapse_rows
    group by anchor
),

-- ---------------------------------------------------------------- scans
scans as (                      -- has_lesion null: the scan says nothing
    select
        subject_key,
        scanned_lo,
        scanned_hi,
        case
            when gadolinium = false or gel_count is null then null
            when gel_count >= 1 then true
            when gadolinium then false
        end as has_lesion
    from mri
),
scan_facts as (
    select
        anchor,
        max(coalesce(scanned_lo, date '0001-01-01')) filter (has_lesion and scanned_hi <= reference_on) as gel_lo,
        max(least(scanned_hi, reference_on)) filter (has_lesion is distinct from false) as gel_hi,
        max(coalesce(scanned_hi, date '9999-12-31')) filter (has_lesion is distinct from false) as gel_end,
        count(*) filter (has_lesion is null) as gel_maybe_scans,
        max(least(scanned_hi, reference_on)) filter (has_lesion is null) as gel_maybe_hi
    from scans
    join anchors using (subject_key)
    where scanned_lo is null or scanned_lo <= reference_on
    group by anchor
),

-- ---------------------------------------------------------------- malignancies
diagnoses as (                  -- diagnosed before it goes into remission; 9999-12-31 = not in remission
    select
        subject_key,
        type,
        coalesce(diagnosed_lo, date '0001-01-01') as lo,
        least(coalesce(diagnosed_hi, date '9999-12-31'), remission_hi) as hi,
        greatest(coalesce(diagnosed_lo, date '0001-01-01'), remission_lo) as remission_lo,
        coalesce(remission_hi, date '9999-12-31') as remission_hi,
        malignancies.remission_lo is not null as has_remission
    from malignancies
),
malignancy_facts as (
    select
        anchor,
        coalesce(bool_or(type = 'OTHER' and hi <= reference_on), false) as has_other,
        count(*) filter (is_other is distinct from false) > 0 as may_have_other,
        max(lo) filter (is_other and hi <= reference_on) as other_malignancy_on_lo,
        max(least(hi, reference_on)) filter (is_other is distinct from false) as other_malignancy_on_hi,
        max(if(remission_lo <= reference_on, remission_lo, date '9999-12-31'))
            filter (not coalesce(is_other, false) and hi <= reference_on) as remission_lo, -- no type: present either way
        max(if(remission_hi <= reference_on, remission_hi, date '9999-12-31'))
            filter (not coalesce(is_other, false)) as remission_hi,
        max(if(remission_lo <= reference_on, remission_lo, date '9999-12-31'))
            filter (not coalesce(is_other, false) and hi <= reference_on and has_remission) as remission_recorded_lo,
        coalesce(bool_or(not has_remission) filter (not coalesce(is_other, false)), false) as remission_is_blank
    from (select *, type = 'OTHER' as is_other from diagnoses)
    join anchors using (subject_key)
    where lo <= reference_on
    group by anchor
),
