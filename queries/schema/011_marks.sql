-- What tells that something was written, and when, without reading all of it: with the last record of the audit trail the moment of the
-- last write, and counters of the writes that judgements (`judged`) and sign-ins (`people`) rest on; for each unit and year the last
-- write that its judgement rests on. Kept in step in the transaction of each write.

alter table audit_head add column recorded_at timestamp;
alter table audit_head add column judged bigint default 0;
alter table audit_head add column people bigint default 0;

update audit_head
set recorded_at = (
    select max(recorded_at)
    from (
        select recorded_at from entry
        union all
        select recorded_at from plan_month
        union all
        select recorded_at from statement
        union all
        select recorded_at from meeting
        union all
        select recorded_at from decision
        union all
        select recorded_at from note
        union all
        select recorded_at from meeting_place
        union all
        select recorded_at from responsibility
        union all
        select recorded_at from unit_place
        union all
        select adopted_at as recorded_at from budget_version
        union all
        select submitted_at as recorded_at from submission
        union all
        select recorded_at from audit
        union all
        select sealed_at as recorded_at from seal
    ) as moment
);

create table unit_written (
    unit_code varchar not null,
    fiscal_year integer not null,
    written_at timestamp not null,
    primary key (unit_code, fiscal_year)
);

insert into unit_written (unit_code, fiscal_year, written_at)
select unit_code, fiscal_year, max(written_at) as written_at
from (
    select unit_code, fiscal_year, adopted_at as written_at from budget_version
    union all
    select unit_code, fiscal_year, recorded_at as written_at from entry
    union all
    select unit_code, fiscal_year, recorded_at as written_at from plan_month
    union all
    select unit_code, fiscal_year, recorded_at as written_at from responsibility
) as moment
group by unit_code, fiscal_year;
