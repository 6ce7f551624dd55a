-- Recall numbers and vouchers that more than one current entry bears within a unit and year.
-- Grain: one row per fault (none is right). Parameters: none.
with replaced_entry as (
    select coalesce(supersedes, withdraws) as op_key
    from entry
    where supersedes is not null or withdraws is not null
)

select
    case kind when 'recall' then recall_number else voucher end as op_key,
    min(op_key) || ' ' || max(op_key) as detail
from entry
where kind in ('recall', 'payment')
    and withdraws is null
    and op_key not in (select op_key from replaced_entry)
group by unit_code, fiscal_year, kind, case kind when 'recall' then recall_number else voucher end
having count(*) > 1
order by 1
