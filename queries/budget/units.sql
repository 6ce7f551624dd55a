-- Every unit, with the name it has in the newest version of its latest year, and the folder it stands in; both as known at a moment.
-- Grain: one row per unit. Parameters: known_at timestamp.
with numbered_version as (
    select
        unit_code,
        name,
        name_en,
        row_number() over (partition by unit_code order by fiscal_year desc, number desc) as age
    from budget_version
    where number = 1 or adopted_at <= $known_at::timestamp
),

numbered_place as (
    select
        unit_code,
        path,
        row_number() over (partition by unit_code order by recorded_at desc, entry_id desc) as age
    from unit_place
    where recorded_at <= $known_at::timestamp
)

select
    v.unit_code,
    v.name,
    v.name_en,
    coalesce(p.path, '') as path
from numbered_version as v
left join numbered_place as p
    on p.unit_code = v.unit_code
    and p.age = 1
where v.age = 1
order by v.unit_code
