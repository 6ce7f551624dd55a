-- What a meeting leaves beside decisions: where it is held, 结论 of an indicator, the item on the screen; who answers for an indicator and
-- how often it is updated; which reminders went out. All only ever inserted into; the last row stands.

alter table meeting add column venue varchar default '';

create table note (
    op_key varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    held_on date not null,
    indicator_id varchar not null,
    wording varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);

create table meeting_place (
    entry_id varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    held_on date not null,
    item varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);

create table responsibility (
    entry_id varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    indicator_id varchar not null,
    owner varchar not null,
    rhythm varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);

create table reminder (
    op_key varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    occasion date not null,
    recipient varchar not null,
    channel varchar not null,
    state varchar not null check (state in ('claimed', 'sent', 'failed')),
    detail varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);
