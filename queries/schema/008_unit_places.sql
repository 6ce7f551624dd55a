-- In which folder of the tree a unit stands: names from the top down with / between, '' for none. Only ever inserted into; the last row
-- stands. A folder is there as long as a unit stands in it or below it, and needs no budget.

create table unit_place (
    entry_id varchar primary key,
    unit_code varchar not null,
    path varchar not null,
    recorded_at timestamp not null,
    recorded_by varchar not null
);
