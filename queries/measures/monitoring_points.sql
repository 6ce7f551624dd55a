-- Monitoring points in force (个): +1 on the day a point is established, -1 on the day it is closed.
-- Grain: one row per opening and one per closing, as of a day and as known at a moment.
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
        closed_on
    from entry
    where scope = $unit_code::varchar || ' ' || $fiscal_year::integer || ' monitoring_point'
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
),

step as (
    select programme_id, occurred_on, recorded_at, 1 as numerator, entry_id, op_key
    from current_entry
    union all
    select programme_id, closed_on as occurred_on, recorded_at, -1 as numerator, entry_id, op_key
    from current_entry
    where closed_on <= $as_of::date
)

select
    programme_id,
    null as budget_line,
    null as indicator,
    occurred_on,
    recorded_at,
    numerator,
    null as denominator,
    entry_id,
    op_key,
    null as band,
    null as evidence_text
from step
order by occurred_on, op_key, numerator desc
