-- Something was written that the judgement of a unit rests on.
-- Grain: one row. Parameters: unit_code varchar, fiscal_year integer, written_at timestamp.
insert into unit_written (unit_code, fiscal_year, written_at)
values ($unit_code::varchar, $fiscal_year::integer, $written_at::timestamp)
on conflict (unit_code, fiscal_year) do update set written_at = excluded.written_at
