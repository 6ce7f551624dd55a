-- What people state on official forms (points of an indicator, a reason, a possibility, …): one row per statement, only ever inserted
-- into; a later row for the same field stands in place of an earlier one.

create table statement (
    entry_id varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    form varchar not null,
    programme_id varchar not null,
    cut_off integer not null check (cut_off between 0 and 12),
    indicator_id varchar not null,
    field varchar not null,
    value varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);
