-- Where the PostgreSQL database is and who asks, kept in this process's memory only.
-- Grain: one row. Parameters: host varchar, port varchar, database varchar, user varchar, password varchar.
create secret place (type postgres, host $host, port $port, database $database, user $user, password $password)
