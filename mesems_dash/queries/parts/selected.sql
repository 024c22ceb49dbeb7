-- selected: the screenings chosen; selected_people: those of them that decide the status of their person.
selected as not materialized (
    select
        *,
        -- what counts against it: what fails, or what the site wrote of somebody it called ineligible
        if($is_recorded, if(site_decision = 'INELIGIBLE', recorded, 0), fails | derived_fails) as held_against
    from judged
    where judged_by = coalesce($rule_set::varchar, 'OWN')
        and (len($sites::varchar[]) = 0 or list_contains($sites::varchar[], site_id))
        and (len($countries::varchar[]) = 0 or list_contains($countries::varchar[], country))
        and (len($subtypes::varchar[]) = 0 or list_contains($subtypes::varchar[], subtype))
        and (len($sexes::varchar[]) = 0 or list_contains($sexes::varchar[], sex))
        and (len($statuses::varchar[]) = 0 or list_contains($statuses::varchar[], status))
        and (
            len($decisions::varchar[]) = 0
            or list_contains(
                $decisions::varchar[],
                if(site_decision = 'ELIGIBLE' or site_decision = 'INELIGIBLE', site_decision, 'NOT_DECIDED')
            )
        )
        and ($screened_from::date is null or screened_on >= $screened_from::date)
        and ($screened_to::date is null or screened_on <= $screened_to::date)
        and ($any_mask::uinteger = 0 or (held_against & $any_mask::uinteger) <> 0)
        and ($all_mask::uinteger = 0 or (held_against & $all_mask::uinteger) = $all_mask::uinteger)
        and ($none_mask::uinteger = 0 or (held_against & $none_mask::uinteger) = 0)
        and ($only_mask::uinteger is null or (held_against & ~$only_mask::uinteger) = 0)
        and ($undecided_mask::uinteger = 0 or (unknown & $undecided_mask::uinteger) = $undecided_mask::uinteger)
        and ($leaf_mask::ubigint = 0 or (leaf_fails & $leaf_mask::ubigint) <> 0)
        and ($kind_mask::utinyint = 0 or (kinds & $kind_mask::utinyint) <> 0)
        and (
            $written_mask::uinteger = 0
            or (site_decision = 'INELIGIBLE' and (recorded & $written_mask::uinteger) <> 0)
        )
        and ($disagreement_mask::utinyint = 0 or (disagreements & $disagreement_mask::utinyint) <> 0)
        -- ranges: what surely lies in them, or may
        and ($failing_least::double is null or bit_count(fails) >= $failing_least::double)
        and ($failing_most::double is null or bit_count(fails) <= $failing_most::double)
        and (
            $age_least::double is null
            or if($is_wide, coalesce(age_hi >= $age_least::double, true), age_lo >= $age_least::double)
        )
        and (
            $age_most::double is null
            or if($is_wide, coalesce(age_lo <= $age_most::double, true), age_hi <= $age_most::double)
        )
        and (
            $edss_least::double is null
            or if($is_wide, coalesce(edss_hi >= $edss_least::double, true), edss_lo >= $edss_least::double)
        )
        and (
            $edss_most::double is null
            or if($is_wide, coalesce(edss_lo <= $edss_most::double, true), edss_hi <= $edss_most::double)
        )
        and (
            $duration_least::double is null
            or if($is_wide, coalesce(duration_hi / 12 >= $duration_least::double, true), duration_lo / 12 >= $duration_least::double)
        )
        and (
            $duration_most::double is null
            or if($is_wide, coalesce(duration_lo / 12 <= $duration_most::double, true), duration_hi / 12 <= $duration_most::double)
        )
        and (
            $relapse_least::double is null
            or if($is_wide, coalesce(relapse_hi >= $relapse_least::double, true), relapse_lo >= $relapse_least::double)
        )
        and (
            $relapse_most::double is null
            or if($is_wide, coalesce(relapse_lo <= $relapse_most::double, true), relapse_hi <= $relapse_most::double)
        )
),
selected_people as not materialized (
    select *
    from selected
    where is_deciding
),
