-- What an account may do at this moment: nothing where it is unknown or disabled, or the sign-in it acts by has ended ('' for none).
-- Grain: one row per unit it has a role in ('*': everywhere). Parameters: account varchar, session_id varchar.
with numbered_account as (
    select state, row_number() over (order by recorded_at desc, entry_id desc) as age
    from account
    where account = $account::varchar
),

numbered_role as (
    select unit_code, role, row_number() over (partition by unit_code order by recorded_at desc, entry_id desc) as age
    from account_role
    where account = $account::varchar
)

select unit_code, role
from numbered_role
where age = 1
    and role <> ''
    and exists (select 1 from numbered_account where age = 1 and state = 'enabled')
    and ($session_id::varchar = '' or exists (select 1 from sign_in where session_id = $session_id::varchar and ended_at is null))
