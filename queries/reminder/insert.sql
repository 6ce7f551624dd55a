-- One step of a reminder to one recipient by one channel: claimed before it is sent, then sent or failed.
-- Grain: one row. Parameters: one for each column, of its type.
insert into reminder (op_key, unit_code, fiscal_year, occasion, recipient, channel, state, detail, recorded_at, recorded_by)
values (
    $op_key::varchar,
    $unit_code::varchar,
    $fiscal_year::integer,
    $occasion::date,
    $recipient::varchar,
    $channel::varchar,
    $state::varchar,
    $detail::varchar,
    $recorded_at::timestamp,
    $recorded_by::varchar
)
