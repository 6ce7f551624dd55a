-- What a store just made says of itself gives way to what a backup says.
-- Grain: no rows. Parameters: none.
delete from schema_version
