-- What the first unit has in entry, for units 2 to N as well, in the order in which a year would log them: every unit's rows lie apart.
-- Parameters: units integer.
insert into entry by name
select of_first.* replace (
    printf('1%05d', other.number) as unit_code,
    printf('1%05d', other.number) || ' ' || fiscal_year || ' ' || kind as scope,
    entry_id || '-' || other.number as entry_id,
    op_key || '-' || other.number as op_key,
    supersedes || '-' || other.number as supersedes,
    withdraws || '-' || other.number as withdraws
)
from entry as of_first
cross join range(2, $units::integer + 1) as other (number)
where of_first.unit_code = '047022'
order by of_first.recorded_at, other.number
