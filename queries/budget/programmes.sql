-- The programmes of every unit and year.
-- Grain: one row per programme. Parameters: none.
select
    unit_code,
    fiscal_year,
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
order by unit_code, fiscal_year, position
