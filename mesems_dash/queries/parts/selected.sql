-- selected: the screenings chosen; selected_people: those of them that decide the status of their person.
selected as not materialized (
    select *
    from judged
    where judged_by = coalesce($rule_set::varchar, 'OWN')
        and (len($sites::varchar[]) = 0 or list_contains($sites::varchar[], site_id))
        and (len($countries::varchar[]) = 0 or list_contains($countries::varchar[], country))
        and (len($subtypes::varchar[]) = 0 or list_contains($subtypes::varchar[], subtype))
        and (len($sexes::varchar[]) = 0 or list_contains($sexes::varchar[], sex))
        and (len($statuses::varchar[]) = 0 or list_contains($statuses::varchar[], status))
        and ($failing_mask::uinteger = 0 or ((fails | derived_fails) & $failing_mask::uinteger) <> 0)
        and (
            $recorded_mask::uinteger = 0
            or (site_decision = 'INELIGIBLE' and (recorded & $recorded_mask::uinteger) <> 0)
        )
        and ($screened_from::date is null or screened_on >= $screened_from::date)
        and ($screened_to::date is null or screened_on <= $screened_to::date)
),
selected_people as not materialized (
    select *
    from selected
    where is_deciding
),
