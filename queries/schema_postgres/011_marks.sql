-- The whole schema in PostgreSQL's own words, as queries/schema/ has it after its migration of the same number: the same tables, columns and
-- checks (tests/test_postgres.py holds them against each other), and the indexes that PostgreSQL needs. Texts are compared byte by byte
-- (collate "C"), as DuckDB compares them and asks for them. Later changes are made in both folders, under the same number.

create table budget_version (
    version_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    number integer not null,
    name varchar collate "C" not null,
    name_en varchar collate "C",
    effective_on date,
    origin varchar collate "C" not null,
    checksum varchar collate "C" not null,
    adopted_at timestamp not null,
    adopted_by varchar collate "C" not null,
    check (number >= 1),
    unique (unit_code, fiscal_year, number)
);

create table programme (
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    version integer not null,
    programme_id varchar collate "C" not null,
    position integer not null,
    form varchar collate "C" not null,
    name varchar collate "C" not null,
    name_en varchar collate "C",
    direction varchar collate "C",
    total_yuan numeric(18, 2) not null,
    provincial_yuan numeric(18, 2),
    transfer_yuan numeric(18, 2),
    general_public_yuan numeric(18, 2),
    government_fund_yuan numeric(18, 2),
    fiscal_account_yuan numeric(18, 2),
    other_yuan numeric(18, 2),
    basic_yuan numeric(18, 2),
    project_yuan numeric(18, 2),
    duties varchar collate "C",
    period_objective varchar collate "C",
    annual_objective varchar collate "C",
    check (form in ('21', '22', '23', 'long')),
    primary key (unit_code, fiscal_year, version, programme_id)
);

create table budget_line (
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    version integer not null,
    name varchar collate "C" not null,
    name_en varchar collate "C",
    position integer not null,
    programme_id varchar collate "C" not null,
    original_budget_yuan numeric(18, 2) not null,
    primary key (unit_code, fiscal_year, version, name)
);

create table indicator (
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    version integer not null,
    indicator_id varchar collate "C" not null,
    position integer not null,
    programme_id varchar collate "C" not null,
    form varchar collate "C" not null,
    dimension varchar collate "C" not null,
    category varchar collate "C" not null,
    name varchar collate "C" not null,
    name_en varchar collate "C",
    target_text varchar collate "C" not null,
    cell_text varchar collate "C" not null,
    comparison varchar collate "C" not null,
    target_value numeric(18, 4),
    target_low numeric(18, 4),
    target_high numeric(18, 4),
    measure_word varchar collate "C",
    deadline date,
    wording varchar collate "C",
    measure varchar collate "C" not null,
    budget_line varchar collate "C",
    part_of varchar collate "C",
    rhythm varchar collate "C" not null,
    primary key (unit_code, fiscal_year, version, indicator_id)
);

create table open_question (
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    version integer not null,
    question_id varchar collate "C" not null,
    position integer not null,
    indicator_ids varchar collate "C" not null,
    text_zh varchar collate "C" not null,
    text_en varchar collate "C" not null,
    primary key (unit_code, fiscal_year, version, question_id)
);

create table plan_month (
    entry_id varchar collate "C" not null,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    indicator_id varchar collate "C" not null,
    month integer not null,
    cumulative numeric(18, 4) not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    check (month between 1 and 12),
    primary key (entry_id, month)
);

create table entry (
    entry_id varchar collate "C" primary key,
    op_key varchar collate "C" not null unique,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    kind varchar collate "C" not null,
    scope varchar collate "C" not null,
    programme_id varchar collate "C" not null,
    occurred_on date not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    supersedes varchar collate "C",
    withdraws varchar collate "C",
    note varchar collate "C",
    evidence varchar collate "C",
    recall_number varchar collate "C",
    producer varchar collate "C",
    product varchar collate "C",
    brand varchar collate "C",
    model varchar collate "C",
    lots integer,
    quantity bigint,
    measure_word varchar collate "C",
    failed_spot_check boolean,
    status varchar collate "C",
    planned_end date,
    ended_on date,
    title varchar collate "C",
    place varchar collate "C",
    attended integer,
    assessed integer,
    passed integer,
    sent integer,
    returned integer,
    valid integer,
    satisfied integer,
    budget_line varchar collate "C",
    amount_yuan numeric(18, 2),
    economic_code varchar collate "C",
    voucher varchar collate "C",
    compliant boolean,
    reason varchar collate "C",
    name varchar collate "C",
    place_kind varchar collate "C",
    address varchar collate "C",
    closed_on date,
    indicator varchar collate "C",
    band varchar collate "C",
    share numeric(9, 6),
    evidence_text varchar collate "C",
    value numeric(18, 4),
    document varchar collate "C",
    check (scope = unit_code || ' ' || fiscal_year || ' ' || kind),
    check (lots >= 1),
    check (quantity >= 0),
    check (assessed <= attended),
    check (passed <= assessed),
    check (returned <= sent),
    check (valid <= returned),
    check (satisfied <= valid)
);

create table statement (
    entry_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    form varchar collate "C" not null,
    programme_id varchar collate "C" not null,
    cut_off integer not null,
    indicator_id varchar collate "C" not null,
    field varchar collate "C" not null,
    value varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    check (cut_off between 0 and 12)
);

create table submission (
    submission_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    form varchar collate "C" not null,
    programme_id varchar collate "C" not null,
    cut_off integer not null,
    as_of date not null,
    content varchar collate "C" not null,
    checksum varchar collate "C" not null,
    rules_version varchar collate "C" not null,
    total numeric(9, 2),
    submitted_at timestamp not null,
    submitted_by varchar collate "C" not null,
    check (cut_off between 0 and 12)
);

create table meeting (
    entry_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    held_on date not null,
    chaired_by varchar collate "C" not null,
    present varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    venue varchar collate "C" default ''
);

create table decision (
    entry_id varchar collate "C" primary key,
    op_key varchar collate "C" not null unique,
    decision_id varchar collate "C" not null,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    held_on date not null,
    wording varchar collate "C" not null,
    indicator_id varchar collate "C" not null,
    owner varchar collate "C" not null,
    due_on date not null,
    state varchar collate "C" not null,
    reason varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    check (state in ('open', 'moved', 'done', 'dropped'))
);

create table seal (
    seal_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    held_on date not null,
    number integer not null,
    content varchar collate "C" not null,
    checksum varchar collate "C" not null,
    previous varchar collate "C" not null,
    sealed_at timestamp not null,
    sealed_by varchar collate "C" not null,
    unique (unit_code, number),
    unique (unit_code, held_on)
);

create table seal_register (
    seal_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    held_on date not null,
    checksum varchar collate "C" not null
);

create table note (
    op_key varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    held_on date not null,
    indicator_id varchar collate "C" not null,
    wording varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null
);

create table meeting_place (
    entry_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    held_on date not null,
    item varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null
);

create table responsibility (
    entry_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    indicator_id varchar collate "C" not null,
    owner varchar collate "C" not null,
    rhythm varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null
);

create table reminder (
    op_key varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    occasion date not null,
    recipient varchar collate "C" not null,
    channel varchar collate "C" not null,
    state varchar collate "C" not null,
    detail varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    check (state in ('claimed', 'sent', 'failed'))
);

create table unit_place (
    entry_id varchar collate "C" primary key,
    unit_code varchar collate "C" not null,
    path varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null
);

create table account (
    entry_id varchar collate "C" primary key,
    account varchar collate "C" not null,
    display_name varchar collate "C" not null,
    state varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    check (state in ('enabled', 'disabled'))
);

create table account_role (
    entry_id varchar collate "C" primary key,
    account varchar collate "C" not null,
    unit_code varchar collate "C" not null,
    role varchar collate "C" not null,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null,
    check (role in ('', 'VIEWER', 'RECORDER', 'ADMINISTRATOR'))
);

create table credential (
    account varchar collate "C" primary key,
    password_hash varchar collate "C" not null,
    changed_at timestamp not null
);

create table invitation (
    token_hash varchar collate "C" primary key,
    account varchar collate "C" not null,
    expires_at timestamp not null,
    used_at timestamp,
    recorded_at timestamp not null,
    recorded_by varchar collate "C" not null
);

create table sign_in (
    session_id varchar collate "C" primary key,
    account varchar collate "C" not null,
    way varchar collate "C" not null,
    address varchar collate "C" not null,
    began_at timestamp not null,
    seen_at timestamp not null,
    ended_at timestamp,
    ended_why varchar collate "C"
);

create table audit (
    number bigint primary key,
    recorded_at timestamp not null,
    actor varchar collate "C" not null,
    way varchar collate "C" not null,
    address varchar collate "C" not null,
    unit_code varchar collate "C" not null,
    action varchar collate "C" not null,
    outcome varchar collate "C" not null,
    subject varchar collate "C" not null,
    before varchar collate "C" not null,
    after varchar collate "C" not null,
    previous varchar collate "C" not null,
    hash varchar collate "C" not null,
    check (outcome in ('done', 'denied'))
);

create table audit_head (
    number bigint not null,
    hash varchar collate "C" not null,
    recorded_at timestamp,
    judged bigint default 0,
    people bigint default 0
);

create table unit_written (
    unit_code varchar collate "C" not null,
    fiscal_year integer not null,
    written_at timestamp not null,
    primary key (unit_code, fiscal_year)
);

insert into audit_head (number, hash) values (0, '');

create index entry_of_unit on entry (unit_code);
create index entry_of_scope on entry (scope);
create index plan_month_of_unit on plan_month (unit_code, fiscal_year);
create index statement_of_unit on statement (unit_code, fiscal_year);
create index submission_of_unit on submission (unit_code, fiscal_year);
create index meeting_of_unit on meeting (unit_code, fiscal_year);
create index meeting_place_of_unit on meeting_place (unit_code, fiscal_year);
create index decision_of_unit on decision (unit_code, fiscal_year);
create index note_of_unit on note (unit_code, fiscal_year);
create index responsibility_of_unit on responsibility (unit_code, fiscal_year);
create index account_of_name on account (account);
create index account_role_of_name on account_role (account);
create index audit_of_moment on audit (recorded_at);
create index unit_written_of_year on unit_written (fiscal_year);
