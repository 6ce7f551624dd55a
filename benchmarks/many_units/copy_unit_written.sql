-- What the first unit has in unit_written, for units 2 to N as well.
-- Parameters: units integer.
insert into unit_written (unit_code, fiscal_year, written_at)
select printf('1%05d', other.number) as unit_code, fiscal_year, written_at
from unit_written
cross join range(2, $units::integer + 1) as other (number)
where unit_code = '047022'
