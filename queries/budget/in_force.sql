-- The version of a unit's budget that is in force on a day (null: whatever its day), as known at a moment; the first one always counts.
-- Grain: one row, none where there is no budget. Parameters: unit_code varchar, fiscal_year integer, known_at timestamp, as_of date.
select number, name, name_en
from budget_version
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
    and (
        number = 1
        or (adopted_at <= $known_at::timestamp and (effective_on is null or $as_of::date is null or effective_on <= $as_of::date))
    )
order by number desc
limit 1
