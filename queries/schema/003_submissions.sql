-- Submitted forms, frozen as signed statements: the filled form as canonical JSON with its SHA-256, who, when, and by which rules.
-- Only ever inserted into; a form that is submitted anew stands beside the one before.

create table submission (
    submission_id varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    form varchar not null,
    programme_id varchar not null,
    cut_off integer not null check (cut_off between 0 and 12),
    as_of date not null,
    content varchar not null,
    checksum varchar not null,
    rules_version varchar not null,
    total decimal(9, 2),
    submitted_at timestamp not null,
    submitted_by varchar not null
);
