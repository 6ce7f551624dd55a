-- Sealed meetings: what stood when a meeting was ended, as canonical JSON with its SHA-256, chained to the seal before (`previous`; the first
-- has ''). Only ever inserted into. What a seal says stands in `seal_register` too, so that a dropped seal is missed.

create table seal (
    seal_id varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    held_on date not null,
    number integer not null,
    content varchar not null,
    checksum varchar not null,
    previous varchar not null,
    sealed_at timestamp not null,
    sealed_by varchar not null,
    unique (unit_code, number),
    unique (unit_code, held_on)
);

create table seal_register (
    seal_id varchar primary key,
    unit_code varchar not null,
    held_on date not null,
    checksum varchar not null
);
