-- Lots (批次) recalled: a recall counts with all its lots, from the status 'recall' on.
-- Grain: one row per counting entry, as of a day and as known at a moment.
-- Parameters: unit_code varchar, fiscal_year integer, as_of date, known_at timestamp.
with kind_entry as materialized (  -- apart, because an index serves one condition that stands alone
    select
        entry_id,
        op_key,
        programme_id,
        occurred_on,
        recorded_at,
        supersedes,
        withdraws,
        lots,
        status,
        budget_line,
        indicator
    from entry
    where scope = $unit_code::varchar || ' ' || $fiscal_year::integer || ' recall'
),

known_entry as (
    select *
    from kind_entry
    where recorded_at <= $known_at::timestamp
),

replaced_entry as (
    select coalesce(supersedes, withdraws) as op_key
    from known_entry
    where supersedes is not null or withdraws is not null
),

current_entry as (
    select *
    from known_entry
    where withdraws is null
        and op_key not in (select op_key from replaced_entry)
        and occurred_on <= $as_of::date
)

select
    programme_id,
    budget_line,
    indicator,
    occurred_on,
    recorded_at,
    lots as numerator,
    null as denominator,
    entry_id,
    op_key,
    null as band,
    null as evidence_text
from current_entry
where coalesce(status, 'recall') not in ('clue', 'investigation')
order by occurred_on, op_key
