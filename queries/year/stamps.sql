-- The moment of the last write that the judgement of a unit rests on: an entry, a version of its budget, a plan, a rhythm.
-- Grain: one row per unit that has a budget for the year. Parameters: fiscal_year integer.
with approved as (
    select unit_code, max(adopted_at) as adopted_at
    from budget_version
    where fiscal_year = $fiscal_year::integer
    group by unit_code
),

written as (
    select unit_code, written_at
    from unit_written
    where fiscal_year = $fiscal_year::integer
)

select approved.unit_code, coalesce(written.written_at, approved.adopted_at) as written_at
from approved
left join written on written.unit_code = approved.unit_code
order by approved.unit_code
