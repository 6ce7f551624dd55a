-- A table of the store as a Parquet file.
-- Grain: no rows. Parameters: table_name varchar, file varchar.
copy (select * from query_table($table_name::varchar)) to $file (format parquet, compression zstd)
