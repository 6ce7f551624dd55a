-- Meetings that the register knows as sealed, without their seal, or with another checksum.
-- Grain: one row per fault (none is right). Parameters: none.
select seal_register.unit_code || ' ' || seal_register.held_on::varchar as op_key, seal_register.checksum as detail
from seal_register
left join seal
    on seal.seal_id = seal_register.seal_id
    and seal.checksum = seal_register.checksum
where seal.seal_id is null
order by 1
