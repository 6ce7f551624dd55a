-- Entries that correct or withdraw an entry that is not there, or is of another kind, unit or year.
-- Grain: one row per fault (none is right). Parameters: none.
select entry.op_key, coalesce(entry.supersedes, entry.withdraws) as detail
from entry
left join entry as original on original.op_key = coalesce(entry.supersedes, entry.withdraws)
where coalesce(entry.supersedes, entry.withdraws) is not null
    and (
        original.op_key is null
        or original.kind <> entry.kind
        or original.unit_code <> entry.unit_code
        or original.fiscal_year <> entry.fiscal_year
        or original.withdraws is not null
    )
order by entry.op_key
