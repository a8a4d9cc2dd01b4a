-- One row per record that came before the claim or payment that it names, with what became of it.
--
-- creditor_id: Creditor whose claim it names; empty where none is named.
-- partner_id: Who sent it.
-- delivery_id: Delivery that holds the record.
-- file_name: Name under which it arrived.
-- line_number: Line of the record, in the delivery that brought it first.
-- record_type: Sheet, record type or element of the record.
-- kind: What happened: `payment`, `credit_note` or another kind of fact.
-- fact_id: Payment or event that it becomes.
-- claim_id: Claim that it names.
-- debtor_id: Debtor that it names.
-- code: Finding that says what it waits for: a claim (3007) or a payment (3008).
-- amount_euros: Amount; 0 where it has none.
-- known_at: Business date on which the hub took it in.
-- state: `waiting`; `booked`; `refused` when it was tried and another fault was found; `corrected` by its sender.
-- ended_by: Delivery with which the waiting ended; empty while it waits.
WITH facts AS (
  SELECT payment_id AS fact_id, delivery_id FROM canonical.payments
  UNION ALL
  SELECT event_id, delivery_id FROM canonical.events
),
booked AS (
  SELECT fact_id, min(facts.delivery_id) AS ended_by
  FROM facts
  WHERE fact_id IN (SELECT fact_id FROM inbox.waiting)
  GROUP BY fact_id
),
refused AS (
  SELECT first_delivery_id AS delivery_id, line_number, record_type, min(findings.delivery_id) AS ended_by
  FROM inbox.findings AS findings
  WHERE first_delivery_id IS NOT NULL AND outcome IN ('refused', 'duplicate')
  GROUP BY ALL
),
corrected AS (
  SELECT held.delivery_id, held.line_number, held.record_type, min(corrections.delivery_id) AS ended_by
  FROM inbox.waiting AS held
  JOIN inbox.corrections AS corrections
    ON corrections.first_delivery_id = held.first_delivery_id AND corrections.delivery_id > held.delivery_id
    AND corrections.line_number = held.line_number
    AND corrections.record_type IS NOT DISTINCT FROM held.record_type
  WHERE corrections.outcome IN ('accepted', 'waiting')
  GROUP BY ALL
)
SELECT
  held.creditor_id,
  held.partner_id,
  held.delivery_id,
  deliveries.file_name,
  held.line_number,
  held.record_type,
  held.kind,
  held.fact_id,
  held.claim_id,
  held.debtor_id,
  held.code,
  CAST(held.amount_cents * 0.01 AS DECIMAL(18, 2)) AS amount_euros,
  held.known_at,
  CASE
    WHEN corrected.ended_by IS NOT NULL THEN 'corrected'
    WHEN refused.ended_by IS NOT NULL THEN 'refused'
    WHEN booked.ended_by IS NOT NULL THEN 'booked'
    ELSE 'waiting'
  END AS state,
  coalesce(corrected.ended_by, refused.ended_by, booked.ended_by) AS ended_by
FROM inbox.waiting AS held
JOIN inbox.deliveries AS deliveries ON deliveries.delivery_id = held.delivery_id
LEFT JOIN booked ON booked.fact_id = held.fact_id
LEFT JOIN refused
  ON refused.delivery_id = held.delivery_id AND refused.line_number = held.line_number
  AND refused.record_type IS NOT DISTINCT FROM held.record_type
LEFT JOIN corrected
  ON corrected.delivery_id = held.delivery_id AND corrected.line_number = held.line_number
  AND corrected.record_type IS NOT DISTINCT FROM held.record_type
ORDER BY held.delivery_id, held.line_number, held.record_type, held.fact_id
