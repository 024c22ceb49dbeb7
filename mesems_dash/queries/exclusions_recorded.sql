-- Which reasons keep people out, by MS subtype, as sites wrote?
-- Grain: one row per code that a site may write and subtype, ALL last. Source: judged. Without a decision of the site
-- every code is undecided.
with
-- include: selected
-- include: codes
held_up as not materialized (
    select
        subject_key,
        subtype,
        screenings,
        if(site_decision = 'INELIGIBLE', recorded, 0)::uinteger as against,
        if(site_decision in ('ELIGIBLE', 'INELIGIBLE'), 0, (1 << 24) - 1)::uinteger as undecided
    from selected
),
-- include: counted_codes
