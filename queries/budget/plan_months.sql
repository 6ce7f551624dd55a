-- The plans by month in force: of several entered for one indicator, the last whole one.
-- Grain: one row per indicator and month. Parameters: known_at timestamp.
with numbered_plan as (
    select
        unit_code,
        fiscal_year,
        indicator_id,
        month,
        cumulative,
        rank() over (
            partition by unit_code, fiscal_year, indicator_id
            order by recorded_at desc, entry_id desc
        ) as age
    from plan_month
    where recorded_at <= $known_at::timestamp
)

select unit_code, fiscal_year, indicator_id, month, cumulative
from numbered_plan
where age = 1
order by unit_code, fiscal_year, indicator_id, month
