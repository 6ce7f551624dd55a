-- What every measure finds for many units of a year at once: the rows of all queries in queries/measures/, with their unit and measure.
-- Grain: one row per unit, measure and counting entry (a monitoring point: per opening and closing), as of a day and as known at a moment.
-- Parameters: fiscal_year integer, as_of date, known_at timestamp,
-- key_1 varchar, key_2 varchar, key_3 varchar, key_4 varchar, key_5 varchar, key_6 varchar, key_7 varchar,
-- key_8 varchar, key_9 varchar, key_10 varchar, key_11 varchar, key_12 varchar, key_13 varchar, key_14 varchar,
-- key_15 varchar, key_16 varchar, key_17 varchar, key_18 varchar, key_19 varchar, key_20 varchar.
with unit_entry as materialized (  -- apart, and the units one by one: see entry/by_op_keys
    select *
    from entry
    where unit_code in (
        $key_1::varchar, $key_2::varchar, $key_3::varchar, $key_4::varchar, $key_5::varchar,
        $key_6::varchar, $key_7::varchar, $key_8::varchar, $key_9::varchar, $key_10::varchar,
        $key_11::varchar, $key_12::varchar, $key_13::varchar, $key_14::varchar, $key_15::varchar,
        $key_16::varchar, $key_17::varchar, $key_18::varchar, $key_19::varchar, $key_20::varchar
    )
),
known_entry as materialized (
    select *
    from unit_entry
    where fiscal_year = $fiscal_year::integer
        and recorded_at <= $known_at::timestamp
),

replaced_entry as (
    select unit_code, kind, coalesce(supersedes, withdraws) as op_key
    from known_entry
    where supersedes is not null or withdraws is not null
),

current_entry as materialized (
    select known_entry.*
    from known_entry
    anti join replaced_entry
        on replaced_entry.unit_code = known_entry.unit_code
        and replaced_entry.kind = known_entry.kind
        and replaced_entry.op_key = known_entry.op_key
    where known_entry.withdraws is null
        and known_entry.occurred_on <= $as_of::date
),

found as (
    select 'recalls' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, 1 as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'recall' and coalesce(status, 'recall') not in ('clue', 'investigation')
    union all
    select 'lots' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, lots as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'recall' and coalesce(status, 'recall') not in ('clue', 'investigation')
    union all
    select 'training_sessions' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, 1 as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'training_session'
    union all
    select 'pass_rate' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, passed as numerator,
        assessed as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'training_session' and assessed > 0
    union all
    select 'satisfaction' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, satisfied as numerator,
        valid as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'survey' and valid > 0
    union all
    select 'spending' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, amount_yuan as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'payment'
    union all
    select 'execution_rate' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, amount_yuan as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'payment'
    union all
    select 'compliant_rate' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, case when compliant then amount_yuan else 0 end as numerator,
        amount_yuan as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'payment'
    union all
    select 'completion' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, 1 as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'milestone'
    union all
    select 'appraisal' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, share as numerator,
        null as denominator, entry_id, op_key, band, evidence_text
    from current_entry
    where kind = 'appraisal'
    union all
    select 'reading' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, value as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'reading'
    union all
    select 'budget_adjustments' as measure, unit_code, programme_id, budget_line, indicator, occurred_on, recorded_at, amount_yuan as numerator,
        null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'budget_adjustment'
    union all
    select 'monitoring_points' as measure, unit_code, programme_id, null as budget_line, null as indicator, occurred_on, recorded_at,
        1 as numerator, null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'monitoring_point'
    union all
    select 'monitoring_points' as measure, unit_code, programme_id, null as budget_line, null as indicator, closed_on as occurred_on, recorded_at,
        -1 as numerator, null as denominator, entry_id, op_key, null as band, null as evidence_text
    from current_entry
    where kind = 'monitoring_point' and closed_on <= $as_of::date
)

select unit_code, measure, programme_id, budget_line, indicator, occurred_on, recorded_at, numerator, denominator, entry_id, op_key, band, evidence_text
from found
order by unit_code, measure, occurred_on, op_key, numerator desc
