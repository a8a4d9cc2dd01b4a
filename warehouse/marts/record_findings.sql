-- One row per fault of a record that was refused or waits, or of a refused file (line 0), with whether it is open.
--
-- finding_id: Delivery, line, code, column and occurrence.
-- creditor_id: Creditor; empty for bailiffs and banks.
-- partner_id: Who sent it.
-- delivery_id: Delivery that holds the record.
-- file_name: Name under which it arrived.
-- known_at: Business date on which it came up.
-- line_number: Line of the record, in the delivery that brought it first; 0 for the file as a whole.
-- record_type: Sheet, record type or element of the record.
-- code: Number of the finding.
-- column_name: Column of the sender, where one is to blame.
-- value: Value of that column as sent; empty where it may not be kept.
-- state: `open`; `closed` when the record was booked after all; `told_again` when it came back and is still wrong.
-- closed_by: Delivery that closed it: a corrected workbook, a file of the same name, or the one that it waited for.
WITH origins AS (
  SELECT DISTINCT delivery_id, line_number, record_type, first_delivery_id FROM inbox.corrections
),
refused AS (
  SELECT
    findings.* EXCLUDE (first_delivery_id),
    coalesce(origins.first_delivery_id, findings.first_delivery_id, findings.delivery_id) AS first_delivery_id
  FROM inbox.findings AS findings
  LEFT JOIN origins
    ON origins.delivery_id = coalesce(findings.first_delivery_id, findings.delivery_id) AND origins.line_number = findings.line_number
    AND origins.record_type IS NOT DISTINCT FROM findings.record_type
  WHERE findings.outcome IN ('refused', 'waiting')
),
answered AS (
  SELECT
    refused.finding_id,
    min(corrections.delivery_id) FILTER (
      WHERE corrections.outcome = 'accepted' OR corrections.outcome = 'duplicate' AND refused.outcome = 'refused'
    ) AS closed_by,
    min(corrections.delivery_id) FILTER (WHERE corrections.outcome IN ('refused', 'waiting')) AS told_again_by
  FROM refused
  JOIN inbox.corrections AS corrections
    ON corrections.first_delivery_id = refused.first_delivery_id AND corrections.delivery_id > refused.delivery_id
    AND corrections.line_number = refused.line_number
    AND corrections.record_type IS NOT DISTINCT FROM refused.record_type
  GROUP BY refused.finding_id
),
-- A record that waited is closed by the delivery with which it was booked.
waited AS (
  SELECT held.delivery_id, held.line_number, held.record_type, min(facts.delivery_id) AS closed_by
  FROM inbox.waiting AS held
  JOIN (
    SELECT payment_id AS fact_id, delivery_id FROM canonical.payments
    UNION ALL
    SELECT event_id, delivery_id FROM canonical.events
  ) AS facts USING (fact_id)
  GROUP BY ALL
),
-- What was wrong with a file as a whole, or with a workbook that corrected it, ends when a later workbook is read.
chains AS (
  SELECT delivery_id, first_delivery_id FROM inbox.corrections
  UNION
  SELECT corrects, first_delivery_id FROM inbox.corrections
),
whole AS (
  SELECT chains.delivery_id, min(corrections.delivery_id) AS closed_by
  FROM chains
  JOIN inbox.corrections AS corrections
    ON corrections.first_delivery_id = chains.first_delivery_id AND corrections.delivery_id > chains.delivery_id
  WHERE corrections.outcome <> 'refused'
  GROUP BY chains.delivery_id
),
resent AS (
  SELECT corrects AS delivery_id, min(delivery_id) AS closed_by
  FROM inbox.deliveries
  WHERE corrects IS NOT NULL AND status IN ('accepted', 'partly_accepted')
  GROUP BY corrects
)
SELECT
  refused.finding_id,
  refused.creditor_id,
  deliveries.partner_id,
  refused.delivery_id,
  deliveries.file_name,
  deliveries.known_at,
  refused.line_number,
  refused.record_type,
  refused.code,
  refused.column_name,
  refused.value,
  CASE
    WHEN coalesce(answered.closed_by, waited.closed_by, whole.closed_by, resent.closed_by) IS NOT NULL THEN 'closed'
    WHEN answered.told_again_by IS NOT NULL THEN 'told_again'
    ELSE 'open'
  END AS state,
  coalesce(answered.closed_by, waited.closed_by, whole.closed_by, resent.closed_by) AS closed_by
FROM refused
JOIN inbox.deliveries AS deliveries ON deliveries.delivery_id = refused.delivery_id
LEFT JOIN answered ON answered.finding_id = refused.finding_id
LEFT JOIN whole ON whole.delivery_id = refused.delivery_id AND refused.line_number = 0
LEFT JOIN resent ON resent.delivery_id = refused.delivery_id AND refused.outcome = 'refused'
LEFT JOIN waited
  ON waited.delivery_id = refused.delivery_id AND waited.line_number = refused.line_number
  AND waited.record_type IS NOT DISTINCT FROM refused.record_type AND refused.outcome = 'waiting'
ORDER BY refused.delivery_id, refused.line_number, refused.code, refused.finding_id
