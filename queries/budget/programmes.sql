-- The programmes of a version of a unit's budget.
-- Grain: one row per programme. Parameters: unit_code varchar, fiscal_year integer, version integer.
select
    programme_id,
    form,
    name,
    name_en,
    direction,
    total_yuan,
    provincial_yuan,
    transfer_yuan,
    general_public_yuan,
    government_fund_yuan,
    fiscal_account_yuan,
    other_yuan,
    basic_yuan,
    project_yuan,
    duties,
    period_objective,
    annual_objective
from programme
where unit_code = $unit_code::varchar
    and fiscal_year = $fiscal_year::integer
    and version = $version::integer
order by position
