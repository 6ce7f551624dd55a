-- Every role that is given.
-- Grain: one row per account and unit ('*': everywhere). Parameters: none.
with numbered_role as (
    select account, unit_code, role, row_number() over (partition by account, unit_code order by recorded_at desc, entry_id desc) as age
    from account_role
)

select account, unit_code, role
from numbered_role
where age = 1
    and role <> ''
order by account, unit_code
