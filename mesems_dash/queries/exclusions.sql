-- Which criteria keep people out, by MS subtype, as the data say?
-- Grain: one row per counted criterion and subtype, ALL last. Source: judged.
with
-- include: selected
-- include: codes
held_up as not materialized (
    select
        subject_key,
        subtype,
        screenings,
        fails as against,
        unknown as undecided
    from selected
),
-- include: counted_codes
