-- Facts of older warehouses have neither; what a file told since is taken from the log by `incassohub rebuild`.
ALTER TABLE canonical.claims ADD COLUMN contract_date DATE;
ALTER TABLE canonical.events ADD COLUMN act VARCHAR;
