-- Indicators whose programme, line or whole-unit indicator is not in their version of the approved budget.
-- Grain: one row per fault (none is right). Parameters: none.
select indicator.indicator_id as op_key, coalesce(indicator.part_of, indicator.budget_line, indicator.programme_id) as detail
from indicator
left join programme
    on programme.unit_code = indicator.unit_code
    and programme.fiscal_year = indicator.fiscal_year
    and programme.version = indicator.version
    and programme.programme_id = indicator.programme_id
left join budget_line
    on budget_line.unit_code = indicator.unit_code
    and budget_line.fiscal_year = indicator.fiscal_year
    and budget_line.version = indicator.version
    and budget_line.name = indicator.budget_line
left join indicator as whole
    on whole.unit_code = indicator.unit_code
    and whole.fiscal_year = indicator.fiscal_year
    and whole.version = indicator.version
    and whole.indicator_id = indicator.part_of
where programme.programme_id is null
    or (indicator.budget_line is not null and budget_line.name is null)
    or (indicator.part_of is not null and whole.indicator_id is null)
order by indicator.unit_code, indicator.fiscal_year, indicator.version, indicator.indicator_id
