-- The closed cut: what tells who received what. One immutable DuckDB file in a store of its own, with the id of the open
-- cut that it was imported with. Manifest tables and conventions are those of schema.sql; subjects are named by
-- subject_id, since keys belong to one open cut.
create table manifest (
    cut_id text not null, as_of date not null, imported_at timestamp not null, software_version text not null,
    bundle_name text not null, is_synthetic boolean not null
);
create table source_files (
    file text not null, is_present boolean not null, sha256 text,
    rows_in bigint not null, rows_kept bigint not null, rows_rejected bigint not null, rows_after_cut bigint not null,
    constraint row_identity check (rows_in = rows_kept + rows_rejected + rows_after_cut)
);
create table compared (          -- counts alone: no PERSON_... and no SITE_...
    what text not null, cut_id text not null, file text, site_id text, subject_id text, before bigint, after bigint
);
create table erasures (erased_at timestamp not null, reason text not null);
create table rejects (
    file text not null, line bigint not null, "column" text, value text, reason text not null, row_text text not null,
    subject_id text, site_id text             -- as written, null = not known
);
create table findings (
    file text not null, line bigint, "column" text, value text, reason text not null, kind text not null,
    subject_id text, site_id text
);
create table rulesets (          -- always empty here; so that both kinds of cut are read alike
    ruleset text not null, title text not null, version text not null, toml text not null
);
create table allocations (
    subject_id text not null,
    sequence text,                          -- MSC_FIRST PLACEBO_FIRST; null = not recorded
    line bigint not null
);
create table doses (
    subject_id text not null,
    infusion_no integer not null,           -- 1 = week 0, 2 = week 24
    product text,                           -- MSC PLACEBO; null = not recorded
    cells_viable double, weight_kg double, reason_not_given text, line bigint not null
);
