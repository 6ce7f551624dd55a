-- Every account as it stands.
-- Grain: one row per account. Parameters: none.
with numbered_account as (
    select *, row_number() over (partition by account order by recorded_at desc, entry_id desc) as age
    from account
),

last_sign_in as (
    select account, max(began_at) as signed_in_at
    from sign_in
    group by account
)

select
    numbered_account.account,
    numbered_account.display_name,
    numbered_account.state,
    credential.account is not null as has_password,
    last_sign_in.signed_in_at
from numbered_account
left join credential on credential.account = numbered_account.account
left join last_sign_in on last_sign_in.account = numbered_account.account
where numbered_account.age = 1
order by numbered_account.account
