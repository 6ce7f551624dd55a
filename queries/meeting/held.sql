-- The meetings of a unit and year, as known at a moment, the latest first; of several statements of one meeting the last one, and when
-- it was first stated.
-- Grain: one row per day of meeting. Parameters: unit_code varchar, fiscal_year integer, known_at timestamp.
with numbered_meeting as (
    select
        held_on,
        chaired_by,
        present,
        venue,
        min(recorded_at) over (partition by held_on) as opened_at,
        row_number() over (partition by held_on order by recorded_at desc, entry_id desc) as age
    from meeting
    where unit_code = $unit_code::varchar
        and fiscal_year = $fiscal_year::integer
        and recorded_at <= $known_at::timestamp
)

select held_on, chaired_by, present, venue, opened_at
from numbered_meeting
where age = 1
order by held_on desc
