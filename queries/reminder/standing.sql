-- Where the reminders of an occasion stand: the last step for every recipient and channel, and how many steps there were.
-- Grain: one row per recipient and channel. Parameters: unit_code varchar, fiscal_year integer, occasion date.
with numbered_reminder as (
    select
        recipient,
        channel,
        state,
        count(*) over (partition by recipient, channel) as steps,
        row_number() over (partition by recipient, channel order by recorded_at desc, op_key desc) as age
    from reminder
    where unit_code = $unit_code::varchar
        and fiscal_year = $fiscal_year::integer
        and occasion = $occasion::date
)

select recipient, channel, state, steps
from numbered_reminder
where age = 1
order by recipient, channel
