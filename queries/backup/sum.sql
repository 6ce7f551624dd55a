-- All of a table, read whole: how many rows, and one checksum of every value, whatever their order.
-- Grain: one row. Parameters: table_name varchar.
select count(*) as rows, coalesce(sum(hash(whole)::hugeint), 0)::varchar as checksum
from query_table($table_name::varchar) as whole
