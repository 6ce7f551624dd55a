-- Sealed meetings whose content no longer has the checksum it was sealed with.
-- Grain: one row per fault (none is right). Parameters: none.
select unit_code || ' ' || held_on::varchar as op_key, number::varchar as detail
from seal
where sha256(content) <> checksum
order by unit_code, number
