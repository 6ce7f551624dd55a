-- Meetings and what is decided in them. Both are only ever inserted into: a later row of the same meeting, or of the same decision,
-- stands in place of the one before, which stays as its history.

create table meeting (
    entry_id varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    held_on date not null,
    chaired_by varchar not null,
    present varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);

create table decision (
    entry_id varchar primary key,
    op_key varchar not null unique,
    decision_id varchar not null,
    unit_code varchar not null,
    fiscal_year integer not null,
    held_on date not null,
    wording varchar not null,
    indicator_id varchar not null,
    owner varchar not null,
    due_on date not null,
    state varchar not null check (state in ('open', 'moved', 'done', 'dropped')),
    reason varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);
