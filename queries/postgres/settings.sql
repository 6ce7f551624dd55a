-- How PostgreSQL is asked: each query by one connection of its own, which its indexes can serve, instead of many that share out the table.
-- Global, because every cursor is a connection with settings of its own.
-- Grain: no rows. Parameters: none.
set global pg_use_ctid_scan = false;
set global pg_pool_max_connections = 32;
