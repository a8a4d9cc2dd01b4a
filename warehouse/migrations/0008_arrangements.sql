-- Arrangements and their checks are new tables; what older files told of arrangements was never booked.
ALTER TABLE canonical.events ADD COLUMN arrangement_id VARCHAR;
