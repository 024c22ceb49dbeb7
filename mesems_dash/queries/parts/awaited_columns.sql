    -- a second infusion that is awaited, with its window, as it stands on the day of the cut
    subject_id,
    subject_key,
    screening_no,
    site_id,
    infused_1_on,
    target_on,
    target_on - $window_days::integer as window_opens_on,
    target_on + $window_days::integer as window_closes_on,
    outcome,
    as_of - target_on as days_after_target,
    greatest(as_of - (target_on + $window_days::integer), 0) as days_over
