-- The first unit's entries so many times over for some other units, one unit after the other, as `maintain` leaves them.
-- Parameters: first integer, last integer, copies integer.
insert into entry by name
select of_first.* replace (
    printf('1%05d', other.number) as unit_code,
    printf('1%05d', other.number) || ' ' || fiscal_year || ' ' || kind as scope,
    entry_id || '-' || other.number || '-' || copy.number as entry_id,
    op_key || '-' || other.number || '-' || copy.number as op_key,
    supersedes || '-' || other.number || '-' || copy.number as supersedes,
    withdraws || '-' || other.number || '-' || copy.number as withdraws,
    recall_number || '-' || copy.number as recall_number,
    voucher || '-' || copy.number as voucher
)
from entry as of_first
cross join range($first::integer, $last::integer + 1) as other (number)
cross join range(1, $copies::integer + 1) as copy (number)
where of_first.unit_code = '047022'
order by other.number, of_first.kind, of_first.recorded_at
