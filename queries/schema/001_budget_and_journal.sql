-- The approved budget (plans) and the journal (facts). Money in yuan, moments in UTC. No foreign keys: see scorecard/store.py.

create table unit (
    unit_code varchar primary key,
    name varchar not null,
    name_en varchar
);

create table programme (
    unit_code varchar not null,
    fiscal_year integer not null,
    programme_id varchar not null,
    position integer not null,
    form varchar not null check (form in ('21', '22', '23')),
    name varchar not null,
    name_en varchar,
    direction varchar,
    total_yuan decimal(18, 2) not null,
    provincial_yuan decimal(18, 2),
    transfer_yuan decimal(18, 2),
    general_public_yuan decimal(18, 2),
    government_fund_yuan decimal(18, 2),
    fiscal_account_yuan decimal(18, 2),
    other_yuan decimal(18, 2),
    basic_yuan decimal(18, 2),
    project_yuan decimal(18, 2),
    duties varchar,
    period_objective varchar,
    annual_objective varchar,
    primary key (unit_code, fiscal_year, programme_id)
);

create table budget_line (
    unit_code varchar not null,
    fiscal_year integer not null,
    name varchar not null,
    name_en varchar,
    position integer not null,
    programme_id varchar not null,
    original_budget_yuan decimal(18, 2) not null,
    primary key (unit_code, fiscal_year, name)
);

create table indicator (
    unit_code varchar not null,
    fiscal_year integer not null,
    indicator_id varchar not null,
    position integer not null,
    programme_id varchar not null,
    form varchar not null,
    dimension varchar not null,
    category varchar not null,
    name varchar not null,
    name_en varchar,
    target_text varchar not null,
    cell_text varchar not null,
    comparison varchar not null,
    target_value decimal(18, 4),
    target_low decimal(18, 4),
    target_high decimal(18, 4),
    measure_word varchar,
    deadline date,
    wording varchar,
    measure varchar not null,
    budget_line varchar,
    part_of varchar,
    rhythm varchar not null,
    primary key (unit_code, fiscal_year, indicator_id)
);

create table open_question (
    unit_code varchar not null,
    fiscal_year integer not null,
    question_id varchar not null,
    position integer not null,
    indicator_ids varchar not null,
    text_zh varchar not null,
    text_en varchar not null,
    primary key (unit_code, fiscal_year, question_id)
);

-- 按月计划: a later row for the same indicator and month stands in place of an earlier one; rows are never changed.
create table plan_month (
    entry_id varchar not null,
    unit_code varchar not null,
    fiscal_year integer not null,
    indicator_id varchar not null,
    month integer not null check (month between 1 and 12),
    cumulative decimal(18, 4) not null,
    recorded_at timestamp not null,
    recorded_by varchar not null,
    primary key (entry_id, month)
);

-- The journal: one row per entry, of every kind; only ever inserted into. A column that a kind does not have is null.
create table entry (
    entry_id varchar primary key,
    op_key varchar not null unique,
    unit_code varchar not null,
    fiscal_year integer not null,
    kind varchar not null,
    programme_id varchar not null,
    occurred_on date not null,
    recorded_at timestamp not null,
    recorded_by varchar not null,
    supersedes varchar,
    withdraws varchar,
    note varchar,
    evidence varchar,
    recall_number varchar,
    producer varchar,
    product varchar,
    brand varchar,
    model varchar,
    lots integer check (lots >= 1),
    quantity bigint check (quantity >= 0),
    measure_word varchar,
    failed_spot_check boolean,
    status varchar,
    planned_end date,
    ended_on date,
    title varchar,
    place varchar,
    attended integer,
    assessed integer check (assessed <= attended),
    passed integer check (passed <= assessed),
    sent integer,
    returned integer check (returned <= sent),
    valid integer check (valid <= returned),
    satisfied integer check (satisfied <= valid),
    budget_line varchar,
    amount_yuan decimal(18, 2),
    economic_code varchar,
    voucher varchar,
    compliant boolean,
    reason varchar,
    name varchar,
    place_kind varchar,
    address varchar,
    closed_on date,
    indicator varchar,
    band varchar,
    share decimal(9, 6),
    evidence_text varchar,
    value decimal(18, 4),
    document varchar
);
