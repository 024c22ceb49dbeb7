-- What the record lacks to decide: one row per way of judging (as in judged), undecided deciding screening and question
-- to its site, in the order of judged_by, then screening_key, then place: a question's place among those of the person.
-- Filled by missing.py with the questions of eligibility/questions.py.
create table missing (
    judged_by text not null,
    screening_key integer not null,
    place utinyint not null,                -- from 1
    field text not null,                    -- what is missing, file.column of the bundle; labs.TEST for a result
    criteria uinteger not null,             -- bit mask of the criteria it helps to decide
    question text not null,                 -- in English, with the dates and drugs that it is about
    settles text not null                   -- of vocabulary.SETTLES: what the answer does, all else left open
);
