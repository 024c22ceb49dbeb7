-- Part of facts.sql: a lost assessment or result opens what it may contradict (see loss.py). One row per anchor.
opened as (
    select
        * exclude (
            lost_edss, lost_edss_hi, lost_hiv, lost_hbsag, lost_hcv_antibody, lost_hcv_rna, lost_bands, lost_pregnant,
            lost_egfr, lost_wbc
        )
        replace (
            if(lost_edss is null, edss, list_sort(edss || lost_edss, 'asc', 'nulls last')) as edss,
            edss_is_plain and lost_edss is null as edss_is_plain,
            if(
                lost_edss_hi >= coalesce(edss_on_lo, date '0001-01-01'),
                list_filter(edss_scores, lambda score: score is not null) || [cast(null as double)],
                edss_scores
            ) as edss_scores,
            edss_known and coalesce(lost_edss_hi < coalesce(edss_on_lo, date '0001-01-01'), true) as edss_known,
            if(lost_edss_hi >= coalesce(edss_on_lo, date '0001-01-01'), null, edss_min) as edss_min,
            if(lost_edss_hi >= coalesce(edss_on_lo, date '0001-01-01'), null, edss_max) as edss_max,
            if(lost_hiv is not null and not coalesce(hiv, false), null, hiv) as hiv,
            if(lost_hbsag >= coalesce(hbsag_on_lo, date '0001-01-01'), null, hbsag) as hbsag,
            if(
                lost_hcv_antibody >= coalesce(hcv_antibody_on_lo, date '0001-01-01'), null, hcv_antibody
            ) as hcv_antibody,
            if(lost_hcv_rna >= coalesce(hcv_rna_on_lo, date '0001-01-01'), null, hcv_rna) as hcv_rna,
            if(lost_bands >= coalesce(bands_on_lo, date '0001-01-01'), null, bands) as bands,
            if(
                not coalesce(hepatitis_c, false)
                    and lost_hcv_antibody >= if(
                        hcv_positive_by is null, coalesce(hcv_antibody_on_lo, date '0001-01-01'), date '0001-01-01'
                    )
                    or lost_hcv_rna >= coalesce(hcv_rna_on_lo, date '0001-01-01'),
                null,
                hepatitis_c
            ) as hepatitis_c,
            if(lost_pregnant >= coalesce(pregnant_on_lo, date '0001-01-01'), null, pregnant) as pregnant,
            greatest(pregnant_positive_hi, lost_pregnant) as pregnant_positive_hi,
            if(lost_egfr >= coalesce(egfr_on_lo, date '0001-01-01'), null, egfr_lo) as egfr_lo,
            if(lost_egfr >= coalesce(egfr_on_lo, date '0001-01-01'), null, egfr_hi) as egfr_hi,
            if(lost_egfr >= coalesce(egfr_on_lo, date '0001-01-01'), null, egfr_lo_open) as egfr_lo_open,
            if(lost_egfr >= coalesce(egfr_on_lo, date '0001-01-01'), null, egfr_hi_open) as egfr_hi_open,
            if(lost_wbc >= coalesce(wbc_on_lo, date '0001-01-01'), null, wbc_lo) as wbc_lo,
            if(lost_wbc >= coalesce(wbc_on_lo, date '0001-01-01'), null, wbc_hi) as wbc_hi,
            if(lost_wbc >= coalesce(wbc_on_lo, date '0001-01-01'), null, wbc_lo_open) as wbc_lo_open,
            if(lost_wbc >= coalesce(wbc_on_lo, date '0001-01-01'), null, wbc_hi_open) as wbc_hi_open
        )
    from final
),
