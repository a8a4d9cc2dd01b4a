-- Every fact of a dossier in the order in which it counted: claims, money, events, and what the hub sent.
--
-- dossier_id: Dossier.
-- effective_date: Day on which the fact counts: of a claim its due date, of a message the business date.
-- known_at: Business date on which the hub knew it.
-- fact: Kind: `claim`, `payment`, `reversal`, `credit_note`, `message`, `transfer`, or the kind of event.
-- fact_id: Claim, payment, event, or batch and place in it.
-- creditor_id: Creditor.
-- claim_id: Claim, where the fact concerns one.
-- amount_euros: Amount: principal, money, posted cost, or what a message asks; empty where there is none.
-- detail: Description, reference, reason, or template.
-- delivery_id: Delivery that brought the fact; empty for what the hub sends.
-- file_name: Name under which that file arrived.
-- line_number: Line, row or record of that file.
WITH facts AS (
  SELECT
    dossier_id, due_date AS effective_date, known_at, 'claim' AS fact, claim_id AS fact_id, creditor_id, claim_id,
    principal_cents AS cents, description AS detail, delivery_id, line_number
  FROM canonical.claims
  UNION ALL
  SELECT
    dossier_id, effective_date, known_at, kind, payment_id, creditor_id, claim_id,
    amount_cents, reference, coalesce(first_delivery_id, delivery_id), line_number
  FROM canonical.payments
  WHERE dossier_id IS NOT NULL
  UNION ALL
  SELECT
    dossier_id, effective_date, known_at, kind, event_id, creditor_id, claim_id,
    amount_cents, detail, coalesce(first_delivery_id, delivery_id), line_number
  FROM canonical.events
  WHERE dossier_id IS NOT NULL
  UNION ALL
  SELECT
    dossier_id, business_date, business_date, 'message', batch_id || '/' || sequence_number, creditor_id, NULL,
    open_cents, template, NULL, NULL
  FROM outbox.messages
  WHERE batch_id NOT IN (SELECT batch_id FROM outbox.releases WHERE state = 'waiting')
  UNION ALL
  SELECT
    dossier_id, business_date, business_date, 'transfer', batch_id || '/' || sequence_number, creditor_id, NULL,
    open_cents, partner_id, NULL, NULL
  FROM outbox.transfers
  WHERE batch_id NOT IN (SELECT batch_id FROM outbox.releases WHERE state = 'waiting')
)
SELECT
  facts.dossier_id,
  facts.effective_date,
  facts.known_at,
  facts.fact,
  facts.fact_id,
  facts.creditor_id,
  facts.claim_id,
  CAST(facts.cents * 0.01 AS DECIMAL(18, 2)) AS amount_euros,
  facts.detail,
  facts.delivery_id,
  deliveries.file_name,
  facts.line_number
FROM facts
LEFT JOIN inbox.deliveries USING (delivery_id)
ORDER BY facts.dossier_id, facts.effective_date, facts.known_at, facts.delivery_id, facts.line_number, facts.fact_id
