-- A record can wait for its claim; `inbox.waiting` is new and needs no statement.
ALTER TABLE canonical.payments ADD COLUMN first_delivery_id VARCHAR;
ALTER TABLE canonical.events ADD COLUMN first_delivery_id VARCHAR;
ALTER TABLE inbox.findings ADD COLUMN first_delivery_id VARCHAR;
-- The lake cannot add a column that may not be empty, so the table is made again.
ALTER TABLE inbox.deliveries RENAME TO deliveries_before;
CREATE TABLE inbox.deliveries (
  delivery_id VARCHAR NOT NULL,
  sequence_number BIGINT NOT NULL,
  partner_id VARCHAR NOT NULL,
  partner_kind VARCHAR NOT NULL,
  creditor_id VARCHAR,
  feed VARCHAR,
  file_name VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  size_bytes BIGINT NOT NULL,
  known_at DATE NOT NULL,
  status VARCHAR NOT NULL,
  duplicate_of VARCHAR,
  corrects VARCHAR,
  mapping_sha256 VARCHAR,
  rows_read BIGINT NOT NULL,
  rows_accepted BIGINT NOT NULL,
  rows_refused BIGINT NOT NULL,
  rows_duplicate BIGINT NOT NULL,
  rows_waiting BIGINT NOT NULL,
  rows_withdrawn BIGINT NOT NULL,
  cents_read BIGINT NOT NULL,
  cents_accepted BIGINT NOT NULL,
  cents_refused BIGINT NOT NULL,
  cents_duplicate BIGINT NOT NULL,
  cents_waiting BIGINT NOT NULL,
  cents_withdrawn BIGINT NOT NULL,
  rows_released BIGINT NOT NULL,
  cents_released BIGINT NOT NULL,
  revised_by VARCHAR
);
INSERT INTO inbox.deliveries
SELECT
  delivery_id, sequence_number, partner_id, partner_kind, creditor_id, feed, file_name, sha256, size_bytes, known_at,
  status, duplicate_of, corrects, mapping_sha256, rows_read, rows_accepted, rows_refused, rows_duplicate, 0,
  rows_withdrawn, cents_read, cents_accepted, cents_refused, cents_duplicate, 0, cents_withdrawn, 0, 0, revised_by
FROM inbox.deliveries_before;
DROP TABLE inbox.deliveries_before;
