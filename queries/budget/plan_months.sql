-- The plans by month in force for a unit's indicators: of several entered for one indicator, the last whole one.
-- Grain: one row per indicator and month. Parameters: unit_code varchar, fiscal_year integer, known_at timestamp.
with numbered_plan as (
    select
        indicator_id,
        month,
        cumulative,
        rank() over (partition by indicator_id order by recorded_at desc, entry_id desc) as age
    from plan_month
    where unit_code = $unit_code::varchar
        and fiscal_year = $fiscal_year::integer
        and recorded_at <= $known_at::timestamp
)

select indicator_id, month, cumulative
from numbered_plan
where age = 1
order by indicator_id, month
