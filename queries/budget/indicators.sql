-- The indicators of every unit and year, as in the printed tables; who answers for each, and how often it is updated, as known at a moment.
-- Grain: one row per indicator. Parameters: known_at timestamp.
with numbered_responsibility as (
    select
        unit_code,
        fiscal_year,
        indicator_id,
        owner,
        rhythm,
        row_number() over (partition by unit_code, fiscal_year, indicator_id order by recorded_at desc, entry_id desc) as age
    from responsibility
    where recorded_at <= $known_at::timestamp
)

select
    i.unit_code,
    i.fiscal_year,
    i.indicator_id,
    i.programme_id,
    i.form,
    i.dimension,
    i.category,
    i.name,
    i.name_en,
    i.target_text,
    i.cell_text,
    i.comparison,
    i.target_value,
    i.target_low,
    i.target_high,
    i.measure_word,
    i.deadline,
    i.wording,
    i.measure,
    i.budget_line,
    i.part_of,
    coalesce(r.rhythm, i.rhythm) as rhythm,
    coalesce(r.owner, '') as owner
from indicator as i
left join numbered_responsibility as r
    on r.unit_code = i.unit_code
    and r.fiscal_year = i.fiscal_year
    and r.indicator_id = i.indicator_id
    and r.age = 1
order by i.unit_code, i.fiscal_year, i.position
