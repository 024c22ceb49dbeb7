-- What the queries read: laid out once per cut, from the tables of the bundle and the verdicts (see layout.py).

create temp macro completed_months(since, until) as
    greatest(date_diff('month', since, until) - if(day(until) < day(since), 1, 0), 0);
create temp macro completed_years(since, until) as
    greatest(year(until) - year(since) - if((month(until), day(until)) < (month(since), day(since)), 1, 0), 0);

-- One row per screening, in the order of screening_key.
create table cases (
    screening_key integer not null, subject_key integer not null, subject_id text not null, screening_no integer not null,
    site_id text not null,
    country text not null, sex text not null,   -- NOT_RECORDED when blank
    subtype text not null,                      -- at this screening; NOT_RECORDED when blank
    site_ruleset text not null,                 -- the rule set of the site
    screened_on date not null, reference_on date, reference_kind text not null,     -- as in screenings
    is_latest boolean not null,                 -- the greatest screening_no of the person
    is_randomised boolean not null,             -- a randomisation refers to this screening
    is_deciding boolean not null,               -- gives the person's status: the first randomised screening, else the latest
    site_decision text, decided_lo date, decided_hi date,                           -- as in screenings
    has_free_text boolean not null,             -- the site wrote a reason, and no code of it could be read
    age_lo utinyint, age_hi utinyint,           -- completed years at the reference: what the record allows; null = not known
    edss_lo double, edss_hi double,             -- latest EDSS, idem
    duration_lo usmallint, duration_hi usmallint,   -- completed months since the first symptom, idem
    relapse_lo usmallint, relapse_hi usmallint, -- completed months since the latest relapse, idem; hi null = maybe never,
                                                -- lo 65535 = surely never
    recorded uinteger not null                  -- bit mask of the codes that the site wrote: criteria on the bits of
                                                -- vocabulary.BITS, then OTHER_REASONS from bit 18 on; bit 23: called
                                                -- INELIGIBLE, reason not stated
);

-- One row per subject with a screening, in the order of subject_key. Stages are places in vocabulary.STAGES, 0..7; a
-- stage is reached when it or a later one is recorded, that is when its place is not greater than last_stage.
create table people (
    subject_key integer not null, subject_id text not null, site_id text not null, country text not null,
    screening_key integer not null,             -- the deciding screening
    screenings integer not null,                -- how many the person has
    recorded_stages utinyint not null,          -- bit mask: what is recorded of its own
    refused_stages utinyint not null,           -- idem: an explicit no (called INELIGIBLE, never ELIGIBLE; infusion not given)
    disagreeing_stages utinyint not null,       -- refused stages before a later recorded one
    last_stage utinyint not null,
    exit text,                                  -- of vocabulary.EXITS the first that applies; null = completed
    first_screened_on date not null,
    eligible_month date,                        -- first day of the month of the first decision ELIGIBLE; a decision on no
                                                -- known month counts in that of its screening; null = none
    consented_on date, eligible_on date, harvested_on date, randomised_on date, infused_1_on date, infused_2_on date,
    completed_on date,                          -- the first recorded of each, full dates only
    last_record_on date not null                -- the latest event recorded of the person, by the first day it may have been;
                                                -- never a release of cells, which could betray the product
);

-- What every query reads: no join, and whole row groups of other rule sets skipped. One row per way of judging and
-- screening (basis THEN), in the order of judged_by, then of screening_key.
create table judged (
    judged_by text not null,                    -- OWN (each site by its own rule set), or the name of a rule set
    ruleset text not null,                      -- the rule set that judged this row
    status text not null, fails uinteger not null, unknown uinteger not null,       -- as in verdicts
    derived_fails uinteger not null, derived_unknown uinteger not null,
    leaf_fails ubigint not null, leaf_unknown ubigint not null,
    kinds utinyint not null,                    -- bit mask over vocabulary.KINDS: of the leaves that fail, and fixable
                                                -- where something counted is unknown
    disagreements utinyint not null,            -- bit mask over vocabulary.DISAGREEMENTS
    screening_key integer not null, subject_key integer not null, screening_no integer not null, site_id text not null,
    country text not null, sex text not null, subtype text not null, screened_on date not null, reference_on date,
    reference_kind text not null, is_randomised boolean not null, is_deciding boolean not null,
    site_decision text, decided_lo date, decided_hi date, recorded uinteger not null,   -- as in cases
    age_lo utinyint, age_hi utinyint, edss_lo double, edss_hi double, duration_lo usmallint, duration_hi usmallint,
    relapse_lo usmallint, relapse_hi usmallint,                                     -- idem
    screenings integer not null, last_stage utinyint not null, exit text, first_screened_on date not null,
    eligible_month date, randomised_on date     -- of the person, as in people
);

-- What every rule set says of every criterion, in words, for anyone who wants plain SQL. One row per rule set,
-- screening, basis and criterion, E1..E3 too; status is met not_met unknown for inclusions, absent present unknown else.
create view verdict_rows as
with
criteria as (
    select
        unnest([
            'I1', 'I2', 'I3', 'I4', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'E7', 'E8', 'E9', 'E10', 'E11', 'E12', 'E13', 'E14'
        ]) as criterion,
        1 << unnest(range(18)) as bit
),
final as (
    select
        verdicts.ruleset,
        verdicts.screening_key,
        verdicts.basis,
        criteria.criterion,
        case
            when ((verdicts.unknown | verdicts.derived_unknown) & criteria.bit) <> 0 then 'unknown'
            when ((verdicts.fails | verdicts.derived_fails) & criteria.bit) <> 0
                then if(criteria.criterion like 'I%', 'not_met', 'present')
            else if(criteria.criterion like 'I%', 'met', 'absent')
        end as status
    from verdicts
    cross join criteria
)
select
    ruleset,
    screening_key,
    basis,
    criterion,
    status
from final;
