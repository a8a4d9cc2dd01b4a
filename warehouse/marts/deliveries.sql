-- One row per delivery received, with what became of its records and amounts.
--
-- delivery_id: Delivery.
-- sequence_number: Place in the log of deliveries.
-- known_at: Business date on which the hub took it in.
-- partner_id: Who sent it.
-- partner_kind: What kind of partner the sender is.
-- creditor_id: Creditor, where the sender is one.
-- feed: Feed that took the file; empty where none did.
-- file_name: Name under which it arrived.
-- status: What became of it.
-- duplicate_of: Delivery that brought the same bytes before.
-- corrects: Earlier delivery of the same name with other bytes.
-- rows_read: Records in the file.
-- rows_accepted: Records that were booked.
-- rows_refused: Records that came back with a reason.
-- rows_duplicate: Records that were booked before.
-- rows_waiting: Records that wait for the claim or payment that they name.
-- rows_withdrawn: Records of a delivery that was withdrawn.
-- read_euros: Amounts in the file.
-- accepted_euros: Amounts that were booked.
-- refused_euros: Amounts that came back with a reason.
-- duplicate_euros: Amounts that were booked before.
-- withdrawn_euros: Amounts of a delivery that was withdrawn.
-- waiting_euros: Amounts of the waiting records.
-- rows_released: Records of earlier deliveries that waited for this one, and were booked with it.
-- released_euros: Amounts of those records.
-- revised_by: Withdrawal or replay that last changed what became of it.
-- findings: Findings in it.
-- is_balanced: Whether nothing was lost: read = accepted + refused + duplicate + waiting + withdrawn, in records and cents.
SELECT
  deliveries.delivery_id,
  deliveries.sequence_number,
  deliveries.known_at,
  deliveries.partner_id,
  deliveries.partner_kind,
  deliveries.creditor_id,
  deliveries.feed,
  deliveries.file_name,
  deliveries.status,
  deliveries.duplicate_of,
  deliveries.corrects,
  deliveries.rows_read,
  deliveries.rows_accepted,
  deliveries.rows_refused,
  deliveries.rows_duplicate,
  deliveries.rows_waiting,
  deliveries.rows_withdrawn,
  CAST(deliveries.cents_read * 0.01 AS DECIMAL(18, 2)) AS read_euros,
  CAST(deliveries.cents_accepted * 0.01 AS DECIMAL(18, 2)) AS accepted_euros,
  CAST(deliveries.cents_refused * 0.01 AS DECIMAL(18, 2)) AS refused_euros,
  CAST(deliveries.cents_duplicate * 0.01 AS DECIMAL(18, 2)) AS duplicate_euros,
  CAST(deliveries.cents_withdrawn * 0.01 AS DECIMAL(18, 2)) AS withdrawn_euros,
  CAST(deliveries.cents_waiting * 0.01 AS DECIMAL(18, 2)) AS waiting_euros,
  deliveries.rows_released,
  CAST(deliveries.cents_released * 0.01 AS DECIMAL(18, 2)) AS released_euros,
  deliveries.revised_by,
  coalesce(found.findings, 0) AS findings,
  deliveries.rows_read
    = deliveries.rows_accepted + deliveries.rows_refused + deliveries.rows_duplicate + deliveries.rows_waiting
    + deliveries.rows_withdrawn
    AND deliveries.cents_read
    = deliveries.cents_accepted + deliveries.cents_refused + deliveries.cents_duplicate + deliveries.cents_waiting
    + deliveries.cents_withdrawn
    AS is_balanced
FROM inbox.deliveries
LEFT JOIN (SELECT delivery_id, count(*) AS findings FROM inbox.findings GROUP BY delivery_id) AS found USING (delivery_id)
ORDER BY deliveries.sequence_number
