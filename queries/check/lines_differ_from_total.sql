-- Budgets, in any version, whose budget lines do not add up to the total of their whole-unit table.
-- Grain: one row per fault (none is right). Parameters: none.
with line_total as (
    select unit_code, fiscal_year, version, sum(original_budget_yuan) as total_yuan
    from budget_line
    group by unit_code, fiscal_year, version
)

select programme.unit_code as op_key, line_total.total_yuan::varchar || ' <> ' || programme.total_yuan::varchar as detail
from programme
left join line_total
    on line_total.unit_code = programme.unit_code
    and line_total.fiscal_year = programme.fiscal_year
    and line_total.version = programme.version
where programme.form = '23'
    and (line_total.total_yuan is null or line_total.total_yuan <> programme.total_yuan)
order by programme.unit_code
