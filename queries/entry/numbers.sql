-- The current entries that already bear some recall numbers or vouchers.
-- Grain: one row per entry. Parameters: unit_codes varchar[], numbers varchar[].
with numbered_entry as (
    select
        unit_code,
        fiscal_year,
        kind,
        op_key,
        case kind when 'recall' then recall_number else voucher end as number
    from entry
    where unit_code in (select unnest($unit_codes::varchar[]))
        and kind in ('recall', 'payment')
        and withdraws is null
        and case kind when 'recall' then recall_number else voucher end in (select unnest($numbers::varchar[]))
),

replaced_entry as (
    select coalesce(supersedes, withdraws) as op_key
    from entry
    where unit_code in (select unnest($unit_codes::varchar[]))
        and (supersedes is not null or withdraws is not null)
)

select unit_code, fiscal_year, kind, number, op_key
from numbered_entry
where op_key not in (select op_key from replaced_entry)
