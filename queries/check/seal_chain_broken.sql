-- Sealed meetings that do not follow the one before: another checksum, or a number left out; of a unit only the first one is named.
-- Grain: one row per unit with a fault (none is right). Parameters: none.
with followed_seal as (
    select
        unit_code,
        held_on,
        number,
        previous,
        coalesce(lag(checksum) over (partition by unit_code order by number), '') as before,
        row_number() over (partition by unit_code order by number) as place
    from seal
),

broken_seal as (
    select
        unit_code,
        held_on,
        number,
        row_number() over (partition by unit_code order by number) as fault
    from followed_seal
    where previous <> before
        or number <> place
)

select unit_code || ' ' || held_on::varchar as op_key, number::varchar as detail
from broken_seal
where fault = 1
order by unit_code
