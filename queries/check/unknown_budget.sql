-- Entries whose programme, line or indicator no version of the approved budget has.
-- Grain: one row per fault (none is right). Parameters: none.
select entry.op_key, coalesce(entry.indicator, entry.budget_line, entry.programme_id) as detail
from entry
left join (select distinct unit_code, fiscal_year, programme_id from programme) as programme
    on programme.unit_code = entry.unit_code
    and programme.fiscal_year = entry.fiscal_year
    and programme.programme_id = entry.programme_id
left join (select distinct unit_code, fiscal_year, name from budget_line) as budget_line
    on budget_line.unit_code = entry.unit_code
    and budget_line.fiscal_year = entry.fiscal_year
    and budget_line.name = entry.budget_line
left join (select distinct unit_code, fiscal_year, indicator_id from indicator) as indicator
    on indicator.unit_code = entry.unit_code
    and indicator.fiscal_year = entry.fiscal_year
    and indicator.indicator_id = entry.indicator
where programme.programme_id is null
    or (entry.budget_line is not null and budget_line.name is null)
    or (entry.indicator is not null and indicator.indicator_id is null)
order by entry.op_key
