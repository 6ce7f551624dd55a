-- The moment of the last write that the judgement of a unit rests on: an entry, a version of its budget, a plan, a rhythm.
-- Grain: one row per unit that has a budget for the year. Parameters: fiscal_year integer.
with moment as (
    select unit_code, adopted_at as written_at
    from budget_version
    where fiscal_year = $fiscal_year::integer
    union all
    select unit_code, max(recorded_at) as written_at
    from entry
    where fiscal_year = $fiscal_year::integer
    group by unit_code
    union all
    select unit_code, recorded_at as written_at
    from plan_month
    where fiscal_year = $fiscal_year::integer
    union all
    select unit_code, recorded_at as written_at
    from responsibility
    where fiscal_year = $fiscal_year::integer
)

select unit_code, max(written_at) as written_at
from moment
where unit_code in (select unit_code from budget_version where fiscal_year = $fiscal_year::integer)
group by unit_code
order by unit_code
