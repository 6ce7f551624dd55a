-- The indicators of a version of a unit's budget, as in the printed tables; who answers for each, and how often it is updated, as known at
-- a moment.
-- Grain: one row per indicator. Parameters: unit_code varchar, fiscal_year integer, version integer, known_at timestamp.
with numbered_responsibility as (
    select
        indicator_id,
        owner,
        rhythm,
        row_number() over (partition by indicator_id order by recorded_at desc, entry_id desc) as age
    from responsibility
    where unit_code = $unit_code::varchar
        and fiscal_year = $fiscal_year::integer
        and recorded_at <= $known_at::timestamp
)

select
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
    on r.indicator_id = i.indicator_id
    and r.age = 1
where i.unit_code = $unit_code::varchar
    and i.fiscal_year = $fiscal_year::integer
    and i.version = $version::integer
order by i.position
