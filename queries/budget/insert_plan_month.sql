-- One month of a plan that was entered.
-- Grain: one row. Parameters: one for each column, of its type.
insert into plan_month (
    entry_id,
    unit_code,
    fiscal_year,
    indicator_id,
    month,
    cumulative,
    recorded_at,
    recorded_by
)
values (
    $entry_id::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $indicator_id::varchar,
    $month::integer,
    $cumulative::decimal(18, 4),
    $recorded_at::timestamp,
    $recorded_by::varchar
)
