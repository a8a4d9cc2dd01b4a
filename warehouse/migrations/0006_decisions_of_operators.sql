-- Work items have a subject, a team, an owner and a deadline; `canonical.operator_decisions` and `outbox.questions` are
-- new and need no statement. The lake cannot add a column that may not be empty, so the table is made again.
ALTER TABLE decisions.work_items RENAME TO work_items_before;
CREATE TABLE decisions.work_items (
  business_date DATE NOT NULL,
  item_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  creditor_id VARCHAR,
  dossier_id VARCHAR,
  delivery_id VARCHAR,
  line_number BIGINT,
  reason VARCHAR NOT NULL,
  amount_cents BIGINT NOT NULL,
  since_date DATE NOT NULL,
  subject VARCHAR NOT NULL,
  proposal VARCHAR,
  team_id VARCHAR NOT NULL,
  owner VARCHAR,
  deadline_date DATE,
  snoozed_until DATE
);
INSERT INTO decisions.work_items
SELECT
  business_date, item_id, kind, creditor_id, dossier_id, delivery_id, line_number, reason, amount_cents, since_date,
  '{}', NULL, 'operators', NULL, NULL, NULL
FROM decisions.work_items_before;
DROP TABLE decisions.work_items_before;
