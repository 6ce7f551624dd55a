-- Where a meeting is: the item on the screen, since when, and when the first one came onto it.
-- Grain: one row, none before the first item. Parameters: unit_code varchar, fiscal_year integer, held_on date.
with numbered_place as (
    select
        item,
        recorded_at as arrived_at,
        min(recorded_at) over () as began_at,
        row_number() over (order by recorded_at desc, entry_id desc) as age
    from meeting_place
    where unit_code = $unit_code::varchar
        and fiscal_year = $fiscal_year::integer
        and held_on = $held_on::date
)

select item, arrived_at, began_at
from numbered_place
where age = 1
