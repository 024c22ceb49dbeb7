-- Part of facts.sql: the latest EDSS and laboratory results up to the reference. One row per anchor.
-- The fast way is for records with full dates, where the latest is plain to see; the others go through candidates.
edss_rows as (
    select
        anchor,
        score,
        doubt,
        coalesce(assessed_lo, date '0001-01-01') as lo,
        least(assessed_hi, reference_on) as hi,
        coalesce(assessed_hi <= reference_on, false) as is_certain,
        coalesce(assessed_lo = assessed_hi, false) as is_full
    from edss
    join anchors using (subject_key)
    where assessed_lo is null or assessed_lo <= reference_on
),
edss_lists as (
    select
        anchor,
        max(lo) filter (is_certain) as surely_on,                       -- null: there may be none
        max(hi) as latest_hi,
        bool_and(is_full) as has_full_dates,
        list_sort(
            list({'lo': lo, 'hi': hi, 'score': score, 'is_certain': is_certain, 'doubt': doubt}), 'asc', 'nulls last'
        ) as edss
    from edss_rows
    group by anchor
),
edss_history as materialized (
    select
        *,
        coalesce(surely_on, date '0001-01-01') as latest_lo,
        has_full_dates and len(list_distinct(list_transform(edss, lambda one: one.lo))) = len(edss) as edss_is_plain,
        has_full_dates and edss[-2].lo is distinct from edss[-1].lo as is_plain     -- the last is the latest
    from edss_lists
),
edss_candidates as (            -- the rows that may be the latest
    select anchor, surely_on, candidate.score
    from (select anchor, surely_on, latest_lo, unnest(edss) as candidate from edss_history where not is_plain)
    where candidate.hi >= latest_lo
),
edss_latest as (
    select anchor, [edss[-1].score] as edss_scores, edss[-1].score is not null as is_known
    from edss_history
    where is_plain
    union all
    select
        anchor,
        coalesce(list_sort(list(distinct score) filter (score is not null), 'asc'), [])
            || if(count(*) > count(score), [cast(null as double)], []),
        any_value(surely_on) is not null and count(*) = count(score)
    from edss_candidates
    group by anchor
),
edss_facts as (
    select
        anchor,
        edss_history.edss,
        edss_is_plain,
        edss_scores,
        is_known as edss_known,
        if(is_known, edss_scores[1], null) as edss_min,
        if(is_known, edss_scores[-1], null) as edss_max,
        latest_lo as edss_on_lo,
        latest_hi as edss_on_hi
    from edss_history
    join edss_latest using (anchor)
),

-- ---------------------------------------------------------------- laboratory
serology_rows as materialized ( -- a test not done is as if it were not there; `code`: 2 POS, 1 NEG, 0 not recorded;
    select                      -- of a test, the greatest `most` and `least` hold the codes of its last day
        anchor,
        test,
        result,
        doubt,
        case result when 'POS' then 2 when 'NEG' then 1 else 0 end as code,
        coalesce(collected_lo, date '0001-01-01') as lo,
        least(collected_hi, reference_on) as hi,
        coalesce(collected_hi <= reference_on, false) as is_certain,
        coalesce(collected_lo = collected_hi, false) as is_full,
        (lo - date '0001-01-01') * 4 + code as most,
        (lo - date '0001-01-01') * 4 + 3 - code as least
    from labs
    join anchors using (subject_key)
    where
        test not in ('EGFR', 'WBC')
        and test is not null
        and result is distinct from 'ND'
        and (collected_lo is null or collected_lo <= reference_on)
),
serology as materialized (
    select
        anchor,
        bool_and(is_full) as is_plain,
        max(lo) filter (test = 'HIV' and code = 2 and is_certain) as hiv_positive_lo,
        max(hi) filter (test = 'HIV' and code = 2 and is_certain) as hiv_positive_hi,
        count(*) filter (test = 'HIV' and code <> 1) as hiv_maybe_positive,
        max(most) filter (test = 'HBSAG') as hbsag_most,
        max(least) filter (test = 'HBSAG') as hbsag_least,
        max(most) filter (test = 'HCVAB') as hcv_antibody_most,
        max(least) filter (test = 'HCVAB') as hcv_antibody_least,
        max(most) filter (test = 'HCVRNA') as hcv_rna_most,
        max(least) filter (test = 'HCVRNA') as hcv_rna_least,
        max(most) filter (test = 'CSF_OCB') as bands_most,
        max(least) filter (test = 'CSF_OCB') as bands_least,
        max(most) filter (test = 'HCG') as pregnant_most,
        max(least) filter (test = 'HCG') as pregnant_least,
        max(most) filter (test = 'HIV') as hiv_most,
        max(least) filter (test = 'HIV') as hiv_least,
        max(hi) filter (test = 'HCG' and code = 2) as pregnant_positive_hi,
        count(*) filter (test = 'HCVAB' and code <> 1 or test = 'HCVRNA') > 0 as may_have_hcv
    from serology_rows
    group by anchor
),
plain_serology as (             -- every date is a full one: the results of the last day, which have to agree
    select
        anchor,
        case hbsag_most % 4 * 4 + hbsag_least % 4 when 9 then true when 6 then false end as hbsag,
        date '0001-01-01' + cast(hbsag_most // 4 as integer) as hbsag_on_lo,
        hbsag_on_lo as hbsag_on_hi,
        case hcv_antibody_most % 4 * 4 + hcv_antibody_least % 4 when 9 then true when 6 then false end as hcv_antibody,
        date '0001-01-01' + cast(hcv_antibody_most // 4 as integer) as hcv_antibody_on_lo,
        hcv_antibody_on_lo as hcv_antibody_on_hi,
        case hcv_rna_most % 4 * 4 + hcv_rna_least % 4 when 9 then true when 6 then false end as hcv_rna,
        date '0001-01-01' + cast(hcv_rna_most // 4 as integer) as hcv_rna_on_lo,
        hcv_rna_on_lo as hcv_rna_on_hi,
        case bands_most % 4 * 4 + bands_least % 4 when 9 then true when 6 then false end as bands,
        date '0001-01-01' + cast(bands_most // 4 as integer) as bands_on_lo,
        bands_on_lo as bands_on_hi,
        case pregnant_most % 4 * 4 + pregnant_least % 4 when 9 then true when 6 then false end as pregnant,
        date '0001-01-01' + cast(pregnant_most // 4 as integer) as pregnant_on_lo,
        pregnant_on_lo as pregnant_on_hi,
        case hiv_most % 4 * 4 + hiv_least % 4 when 9 then true when 6 then false end as hiv,
        date '0001-01-01' + cast(hiv_most // 4 as integer) as hiv_on_lo,
        hiv_on_lo as hiv_on_hi
    from serology
    where is_plain
),
partial_rows as materialized (
    select serology_rows.*
    from serology_rows
    semi join (select anchor from serology where not is_plain) using (anchor)
),
partial_history as materialized (
    select
        anchor,
        test,
        max(lo) filter (is_certain) as surely_on,                       -- null: there may be none
        coalesce(surely_on, date '0001-01-01') as on_lo,
        max(hi) as on_hi
    from partial_rows
    group by anchor, test
),
partial_latest as (             -- what all candidates for the latest say, else null
    select
        anchor,
        test,
        on_lo,
        on_hi,
        case when surely_on is not null and min(code) = max(code) then
            case min(code) when 2 then true when 1 then false end
        end as is_positive
    from partial_rows
    join partial_history using (anchor, test)
    where hi >= on_lo
    group by anchor, test, on_lo, on_hi, surely_on
),
partial_serology as (
    select
        anchor,
        any_value(is_positive) filter (test = 'HBSAG') as hbsag,
        any_value(on_lo) filter (test = 'HBSAG') as hbsag_on_lo,
        any_value(on_hi) filter (test = 'HBSAG') as hbsag_on_hi,
        any_value(is_positive) filter (test = 'HCVAB') as hcv_antibody,
        any_value(on_lo) filter (test = 'HCVAB') as hcv_antibody_on_lo,
        any_value(on_hi) filter (test = 'HCVAB') as hcv_antibody_on_hi,
        any_value(is_positive) filter (test = 'HCVRNA') as hcv_rna,
        any_value(on_lo) filter (test = 'HCVRNA') as hcv_rna_on_lo,
        any_value(on_hi) filter (test = 'HCVRNA') as hcv_rna_on_hi,
        any_value(is_positive) filter (test = 'CSF_OCB') as bands,
        any_value(on_lo) filter (test = 'CSF_OCB') as bands_on_lo,
        any_value(on_hi) filter (test = 'CSF_OCB') as bands_on_hi,
        any_value(is_positive) filter (test = 'HCG') as pregnant,
        any_value(on_lo) filter (test = 'HCG') as pregnant_on_lo,
        any_value(on_hi) filter (test = 'HCG') as pregnant_on_hi,
        any_value(is_positive) filter (test = 'HIV') as hiv,
        any_value(on_lo) filter (test = 'HIV') as hiv_on_lo,
        any_value(on_hi) filter (test = 'HIV') as hiv_on_hi
    from partial_latest
    group by anchor
),
hcv_rows as (                   -- of those who may have hepatitis C
    select *
    from serology_rows
    semi join (select anchor from serology where may_have_hcv) using (anchor)
    where test in ('HCVAB', 'HCVRNA')
),
hcv_lists as (
    select
        anchor,
        coalesce(max(lo) filter (test = 'HCVRNA' and is_certain), date '0001-01-01') as rna_lo,
        count(*) filter (test = 'HCVRNA' and is_certain) > 0 as has_rna,
        coalesce(max(lo) filter (test = 'HCVAB' and is_certain), date '0001-01-01') as antibody_lo,
        count(*) filter (test = 'HCVAB' and is_certain) > 0 as has_antibody,
        max(hi) filter (test = 'HCVAB') as antibody_hi,
        coalesce(
            list({'lo': lo, 'hi': hi, 'code': code, 'is_certain': is_certain}) filter (test = 'HCVAB'), []
        ) as antibody,
        coalesce(list({'hi': hi, 'code': code}) filter (test = 'HCVRNA'), []) as rna
    from hcv_rows
    group by anchor
),
hcv_candidates as (             -- codes of the rows that may be the latest; until when a negative may end a run of positives
    select
        *,
        list_transform(list_filter(rna, lambda one: one.hi >= rna_lo), lambda one: one.code) as rna_codes,
        list_transform(list_filter(antibody, lambda one: one.hi >= antibody_lo), lambda one: one.code) as antibody_codes,
        list_max(list_transform(
            list_filter(
                antibody,
                lambda n, i: n.code <> 2 and len(list_filter(
                    antibody, lambda m, j: i <> j and m.code <> 1 and m.hi >= n.lo
                )) > 0
            ),
            lambda n: n.hi
        )) as broken_to
    from hcv_lists
),
hcv_runs as (                   -- the last day that the first positive after the last negative may have
    select
        *,
        case when list_max(antibody_codes) <> 1 or list_min(antibody_codes) <> 1 then
            least(antibody_hi, list_min(list_transform(
                list_filter(
                    antibody, lambda p: p.code = 2 and p.is_certain and (broken_to is null or p.lo > broken_to)
                ),
                lambda p: p.hi
            )))
        end as hcv_positive_by
    from hcv_candidates
),
hepatitis_c as (                -- RNA positive, whatever the antibody says; a positive antibody needs RNA that follows
    select
        anchor,
        hcv_positive_by,
        case
            when has_rna and list_min(rna_codes) = 2 then true
            when list_min(rna_codes) <> 1 or list_max(rna_codes) <> 1 or not has_antibody then null
            when hcv_positive_by is null then false
            when has_rna and rna_lo >= hcv_positive_by then false
        end as hepatitis_c
    from hcv_runs
),
serology_facts as (             -- HIV: once positive, positive for good; any other that may be positive leaves it open
    select
        latest.* exclude (hiv, hiv_on_lo, hiv_on_hi),
        case when hiv_positive_lo is not null then true when hiv_maybe_positive = 0 then hiv end as hiv,
        coalesce(hiv_positive_lo, hiv_on_lo) as hiv_on_lo,
        coalesce(hiv_positive_hi, hiv_on_hi) as hiv_on_hi,
        case when may_have_hcv then hepatitis_c.hepatitis_c else hcv_antibody end as hepatitis_c,
        hcv_positive_by,
        pregnant_positive_hi
    from serology
    left join hepatitis_c using (anchor)
    join (from plain_serology union all by name from partial_serology) as latest using (anchor)
),
open_serology_anchors as (      -- whose latest result of some test is not the same whichever it is
    select anchor
    from serology
    join (from plain_serology union all by name from partial_serology) as latest using (anchor)
    where
        hbsag_most is not null and hbsag is null
        or hcv_antibody_most is not null and hcv_antibody is null
        or hcv_rna_most is not null and hcv_rna is null
        or bands_most is not null and bands is null
        or pregnant_most is not null and pregnant is null
        or hiv_most is not null and hiv_positive_lo is null and (hiv is null or hiv_maybe_positive > 0)
),
measurement_rows as materialized (
    select
        anchor,
        test,
        result,
        value_lo,
        value_hi,
        coalesce(value_lo_open, false) as value_lo_open,
        coalesce(value_hi_open, false) as value_hi_open,
        doubt,
        coalesce(collected_lo, date '0001-01-01') as lo,
        least(collected_hi, reference_on) as hi,
        coalesce(collected_hi <= reference_on, false) as is_certain
    from labs
    join anchors using (subject_key)
    where
        test in ('EGFR', 'WBC')
        and result is distinct from 'ND'
        and (collected_lo is null or collected_lo <= reference_on)
),
measurement_history as materialized (       -- `single_*`: where there is one result, what it says
    select
        anchor,
        test,
        count(*) as results,
        max(lo) filter (is_certain) as surely_on,
        coalesce(surely_on, date '0001-01-01') as on_lo,
        max(hi) as on_hi,
        min(value_lo) as single_lo,
        min(value_hi) as single_hi,
        bool_and(value_lo_open) as single_lo_open,
        bool_and(value_hi_open) as single_hi_open
    from measurement_rows
    group by anchor, test
),
measurement_ranges as (         -- the least range that holds those of all candidates for the latest
    select
        anchor,
        test,
        min(value_lo) as least_lo,
        max(value_hi) as most_hi,
        coalesce(min(value_lo) filter (not value_lo_open) > min(value_lo), true) as least_lo_open,
        coalesce(max(value_hi) filter (not value_hi_open) < max(value_hi), true) as most_hi_open
    from measurement_rows
    join measurement_history using (anchor, test)
    where results > 1 and surely_on is not null and hi >= on_lo
    group by anchor, test
    having count(*) = count(value_lo)
),
measurements as (
    select
        anchor,
        test,
        on_lo,
        on_hi,
        results = 1 and surely_on is not null and single_lo is not null as is_single,
        if(is_single, single_lo, least_lo) as value_lo,
        if(is_single, single_hi, most_hi) as value_hi,
        if(is_single, single_lo_open, least_lo_open) as value_lo_open,
        if(is_single, single_hi_open, most_hi_open) as value_hi_open
    from measurement_history
    left join measurement_ranges using (anchor, test)
),
measurement_facts as (
    select
        anchor,
        any_value(value_lo) filter (test = 'EGFR') as egfr_lo,
        any_value(value_hi) filter (test = 'EGFR') as egfr_hi,
        any_value(value_lo_open) filter (test = 'EGFR') as egfr_lo_open,
        any_value(value_hi_open) filter (test = 'EGFR') as egfr_hi_open,
        any_value(on_lo) filter (test = 'EGFR') as egfr_on_lo,
        any_value(on_hi) filter (test = 'EGFR') as egfr_on_hi,
        any_value(value_lo) filter (test = 'WBC') as wbc_lo,
        any_value(value_hi) filter (test = 'WBC') as wbc_hi,
        any_value(value_lo_open) filter (test = 'WBC') as wbc_lo_open,
        any_value(value_hi_open) filter (test = 'WBC') as wbc_hi_open,
        any_value(on_lo) filter (test = 'WBC') as wbc_on_lo,
        any_value(on_hi) filter (test = 'WBC') as wbc_on_hi
    from measurements
    group by anchor
),
open_serology as (              -- results that may be the latest, of tests that they leave open; of HIV all that may count
    select
        serology_rows.*,
        on_lo,
        bool_and(code = 1) over of_test as is_negative,
        coalesce(
            surely_on is not null
            and min(code) filter (hi >= on_lo) over of_test = nullif(max(code) filter (hi >= on_lo) over of_test, 0),
            false
        ) as is_settled,
        bool_or(code = 2 and is_certain) over of_test as is_positive
    from serology_rows
    join (
        select anchor, test, max(lo) filter (is_certain) as surely_on, coalesce(surely_on, date '0001-01-01') as on_lo
        from serology_rows
        semi join open_serology_anchors using (anchor)
        group by anchor, test
    ) using (anchor, test)
    window of_test as (partition by anchor, test)
),
open_measurements as (
    select measurement_rows.*, on_lo, surely_on
    from measurement_rows
    join measurement_history using (anchor, test)
    where (results > 1 or surely_on is null or single_lo is null) and hi >= on_lo
),
settled_measurements as (       -- all say the same
    select anchor, test
    from open_measurements
    group by anchor, test
    having
        any_value(surely_on) is not null
        and count(*) = count(value_lo)
        and min(value_lo) = max(value_lo)
        and min(value_hi) = max(value_hi)
        and bool_and(value_lo_open) = bool_or(value_lo_open)
        and bool_and(value_hi_open) = bool_or(value_hi_open)
),
open_rows as (
    select
        anchor, test, lo, hi, result, cast(null as double) as value_lo, cast(null as double) as value_hi,
        false as value_lo_open, false as value_hi_open, doubt, is_certain
    from open_serology
    where
        case
            when test = 'HIV' then not is_positive and not (is_settled and is_negative) and (hi >= on_lo or code <> 1)
            else not is_settled and hi >= on_lo
        end
    union all
    select
        anchor, test, lo, hi, result, value_lo, value_hi, value_lo_open, value_hi_open, doubt, is_certain
    from open_measurements
    anti join settled_measurements using (anchor, test)
),
open_results as (
    select
        anchor,
        list_sort(
            list({
                'test': test, 'lo': lo, 'hi': hi, 'result': result, 'value_lo': value_lo, 'value_hi': value_hi,
                'value_lo_open': value_lo_open, 'value_hi_open': value_hi_open, 'doubt': doubt, 'is_certain': is_certain
            }),
            'asc', 'nulls last'
        ) as open_results
    from open_rows
    group by anchor
),
