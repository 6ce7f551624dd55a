-- What the first unit has in programme, for units 2 to N as well.
-- Parameters: units integer.
insert into programme by name
select of_first.* replace (printf('1%05d', other.number) as unit_code)
from programme as of_first
cross join range(2, $units::integer + 1) as other (number)
where of_first.unit_code = '047022'
order by other.number
