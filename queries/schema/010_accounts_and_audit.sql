-- People, what they may do, who is signed in, and the audit trail. Accounts, roles and the trail are only ever inserted into (the last row
-- stands); a password's hash and a sign-in are changed in place, because an old one must not stay. `audit_head` says which record is the last,
-- so that a cut trail is missed.

create table account (
    entry_id varchar primary key,
    account varchar not null,
    display_name varchar not null,
    state varchar not null check (state in ('enabled', 'disabled')),
    recorded_at timestamp not null,
    recorded_by varchar not null
);

create table account_role (
    entry_id varchar primary key,
    account varchar not null,
    unit_code varchar not null,
    role varchar not null check (role in ('', 'VIEWER', 'RECORDER', 'ADMINISTRATOR')),
    recorded_at timestamp not null,
    recorded_by varchar not null
);

create table credential (
    account varchar primary key,
    password_hash varchar not null,
    changed_at timestamp not null
);

create table invitation (
    token_hash varchar primary key,
    account varchar not null,
    expires_at timestamp not null,
    used_at timestamp,
    recorded_at timestamp not null,
    recorded_by varchar not null
);

create table sign_in (
    session_id varchar primary key,
    account varchar not null,
    way varchar not null,
    address varchar not null,
    began_at timestamp not null,
    seen_at timestamp not null,
    ended_at timestamp,
    ended_why varchar
);

create table audit (
    number bigint primary key,
    recorded_at timestamp not null,
    actor varchar not null,
    way varchar not null,
    address varchar not null,
    unit_code varchar not null,
    action varchar not null,
    outcome varchar not null check (outcome in ('done', 'denied')),
    subject varchar not null,
    before varchar not null,
    after varchar not null,
    previous varchar not null,
    hash varchar not null
);

create table audit_head (
    number bigint not null,
    hash varchar not null
);

insert into audit_head (number, hash) values (0, '');
