-- Versions of an approved budget: each adoption of a unit's tables for a year is kept beside the ones before it, with the unit's name as it
-- stood then. What was there is version 1, adopted when the store was made. Tables are made anew because DuckDB cannot change a key.

create table budget_version (
    version_id varchar primary key,
    unit_code varchar not null,
    fiscal_year integer not null,
    number integer not null check (number >= 1),
    name varchar not null,
    name_en varchar,
    effective_on date,
    origin varchar not null,
    checksum varchar not null,
    adopted_at timestamp not null,
    adopted_by varchar not null,
    unique (unit_code, fiscal_year, number)
);

insert into budget_version
select
    uuid()::varchar as version_id,
    found.unit_code,
    found.fiscal_year,
    1 as number,
    unit.name,
    unit.name_en,
    null as effective_on,
    '' as origin,
    '' as checksum,
    (select min(applied_at) from schema_version) as adopted_at,
    '' as adopted_by
from (select distinct unit_code, fiscal_year from programme) as found
inner join unit on unit.unit_code = found.unit_code;

drop table unit;

create temporary table old_programme as select * from programme;
create temporary table old_budget_line as select * from budget_line;
create temporary table old_indicator as select * from indicator;
create temporary table old_open_question as select * from open_question;
drop table programme;
drop table budget_line;
drop table indicator;
drop table open_question;

create table programme (
    unit_code varchar not null,
    fiscal_year integer not null,
    version integer not null,
    programme_id varchar not null,
    position integer not null,
    form varchar not null check (form in ('21', '22', '23', 'long')),
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
    primary key (unit_code, fiscal_year, version, programme_id)
);

create table budget_line (
    unit_code varchar not null,
    fiscal_year integer not null,
    version integer not null,
    name varchar not null,
    name_en varchar,
    position integer not null,
    programme_id varchar not null,
    original_budget_yuan decimal(18, 2) not null,
    primary key (unit_code, fiscal_year, version, name)
);

create table indicator (
    unit_code varchar not null,
    fiscal_year integer not null,
    version integer not null,
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
    primary key (unit_code, fiscal_year, version, indicator_id)
);

create table open_question (
    unit_code varchar not null,
    fiscal_year integer not null,
    version integer not null,
    question_id varchar not null,
    position integer not null,
    indicator_ids varchar not null,
    text_zh varchar not null,
    text_en varchar not null,
    primary key (unit_code, fiscal_year, version, question_id)
);

insert into programme by name select 1 as version, * from old_programme;
insert into budget_line by name select 1 as version, * from old_budget_line;
insert into indicator by name select 1 as version, * from old_indicator;
insert into open_question by name select 1 as version, * from old_open_question;
drop table old_programme;
drop table old_budget_line;
drop table old_indicator;
drop table old_open_question;
