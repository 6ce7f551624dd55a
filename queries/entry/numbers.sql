-- The current entries of a unit that already bear some recall numbers or vouchers.
-- Grain: one row per entry. Parameters: unit_code varchar, numbers varchar[].
with unit_entry as materialized (  -- apart, because an index serves one condition that stands alone
    select
        unit_code,
        fiscal_year,
        kind,
        op_key,
        supersedes,
        withdraws,
        case kind when 'recall' then recall_number else voucher end as number
    from entry
    where unit_code = $unit_code::varchar
),

replaced_entry as (
    select coalesce(supersedes, withdraws) as op_key
    from unit_entry
    where supersedes is not null or withdraws is not null
)

select unit_code, fiscal_year, kind, number, op_key
from unit_entry
where kind in ('recall', 'payment')
    and withdraws is null
    and number in (select unnest($numbers::varchar[]))
    and op_key not in (select op_key from replaced_entry)
