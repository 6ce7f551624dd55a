-- The journal of a unit and year as known at a moment, newest first, with what replaced each entry.
-- Grain: one row per entry. Parameters: unit_code varchar, fiscal_year integer, known_at timestamp, most integer.
with unit_entry as materialized (  -- apart, because an index serves one condition that stands alone
    select *
    from entry
    where unit_code = $unit_code::varchar
),

known_entry as (
    select *
    from unit_entry
    where fiscal_year = $fiscal_year::integer
        and recorded_at <= $known_at::timestamp
),

replacement as (
    select
        coalesce(supersedes, withdraws) as op_key,
        op_key as replaced_by,
        case when supersedes is null then 'withdrawn' else 'corrected' end as replaced_how
    from known_entry
    where supersedes is not null or withdraws is not null
)

select
    known_entry.entry_id,
    known_entry.op_key,
    known_entry.unit_code,
    known_entry.fiscal_year,
    known_entry.kind,
    known_entry.programme_id,
    known_entry.occurred_on,
    known_entry.recorded_at,
    known_entry.recorded_by,
    known_entry.supersedes,
    known_entry.withdraws,
    known_entry.note,
    known_entry.evidence,
    known_entry.recall_number,
    known_entry.producer,
    known_entry.product,
    known_entry.brand,
    known_entry.model,
    known_entry.lots,
    known_entry.quantity,
    known_entry.measure_word,
    known_entry.failed_spot_check,
    known_entry.status,
    known_entry.planned_end,
    known_entry.ended_on,
    known_entry.title,
    known_entry.place,
    known_entry.attended,
    known_entry.assessed,
    known_entry.passed,
    known_entry.sent,
    known_entry.returned,
    known_entry.valid,
    known_entry.satisfied,
    known_entry.budget_line,
    known_entry.amount_yuan,
    known_entry.economic_code,
    known_entry.voucher,
    known_entry.compliant,
    known_entry.reason,
    known_entry.name,
    known_entry.place_kind,
    known_entry.address,
    known_entry.closed_on,
    known_entry.indicator,
    known_entry.band,
    known_entry.share,
    known_entry.evidence_text,
    known_entry.value,
    known_entry.document,
    replacement.replaced_by,
    replacement.replaced_how
from known_entry
left join replacement on replacement.op_key = known_entry.op_key
order by known_entry.recorded_at desc, known_entry.op_key desc
limit $most::integer
