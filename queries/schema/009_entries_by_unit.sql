-- One unit's entries are found without reading those of a thousand others (benchmarks/many_units.py): by indexes, of which DuckDB uses one at
-- a time and only where no other condition stands beside it (so `scope` holds three), and from texts that are not compressed, because one
-- row out of a compressed block costs as much as the block. Every row is copied as it is.

create temporary table old_entry as select * from entry;
drop table entry;

create table entry (
    entry_id varchar using compression uncompressed primary key,
    op_key varchar using compression uncompressed not null unique,
    unit_code varchar using compression uncompressed not null,
    fiscal_year integer not null,
    kind varchar using compression uncompressed not null,
    scope varchar using compression uncompressed not null check (scope = unit_code || ' ' || fiscal_year || ' ' || kind),
    programme_id varchar using compression uncompressed not null,
    occurred_on date not null,
    recorded_at timestamp not null,
    recorded_by varchar using compression uncompressed not null,
    supersedes varchar using compression uncompressed,
    withdraws varchar using compression uncompressed,
    note varchar using compression uncompressed,
    evidence varchar using compression uncompressed,
    recall_number varchar using compression uncompressed,
    producer varchar using compression uncompressed,
    product varchar using compression uncompressed,
    brand varchar using compression uncompressed,
    model varchar using compression uncompressed,
    lots integer check (lots >= 1),
    quantity bigint check (quantity >= 0),
    measure_word varchar using compression uncompressed,
    failed_spot_check boolean,
    status varchar using compression uncompressed,
    planned_end date,
    ended_on date,
    title varchar using compression uncompressed,
    place varchar using compression uncompressed,
    attended integer,
    assessed integer check (assessed <= attended),
    passed integer check (passed <= assessed),
    sent integer,
    returned integer check (returned <= sent),
    valid integer check (valid <= returned),
    satisfied integer check (satisfied <= valid),
    budget_line varchar using compression uncompressed,
    amount_yuan decimal(18, 2),
    economic_code varchar using compression uncompressed,
    voucher varchar using compression uncompressed,
    compliant boolean,
    reason varchar using compression uncompressed,
    name varchar using compression uncompressed,
    place_kind varchar using compression uncompressed,
    address varchar using compression uncompressed,
    closed_on date,
    indicator varchar using compression uncompressed,
    band varchar using compression uncompressed,
    share decimal(9, 6),
    evidence_text varchar using compression uncompressed,
    value decimal(18, 4),
    document varchar using compression uncompressed
);

insert into entry by name select *, unit_code || ' ' || fiscal_year || ' ' || kind as scope from old_entry order by recorded_at, op_key;
drop table old_entry;

create index entry_of_unit on entry (unit_code);
create index entry_of_scope on entry (scope);
