-- What a person must look at: one row per item on the newest business date.
--
-- business_date: Newest business date that was decided.
-- item_id: What it is about: kind and key.
-- kind: Kind of item.
-- creditor_id: Creditor, where one is concerned.
-- dossier_id: Dossier, where one is concerned.
-- delivery_id: Delivery, where one is concerned.
-- file_name: Name under which that file arrived.
-- line_number: Line of that delivery.
-- reason: Why a person must look.
-- amount_euros: Amount at stake.
-- since_date: Day on which it came up.
-- days_waiting: Days since then.
-- team_id: Team that gets it in its workbook.
-- owner: Who looks after it, where somebody was named.
-- deadline_date: Day by which it should be decided.
-- is_overdue: Whether that day has passed.
-- snoozed_until: Day until which it is left out of the workbook.
SELECT
  items.business_date,
  items.item_id,
  items.kind,
  items.creditor_id,
  items.dossier_id,
  items.delivery_id,
  deliveries.file_name,
  items.line_number,
  items.reason,
  CAST(items.amount_cents * 0.01 AS DECIMAL(18, 2)) AS amount_euros,
  items.since_date,
  items.business_date - items.since_date AS days_waiting,
  items.team_id,
  items.owner,
  items.deadline_date,
  coalesce(items.deadline_date < items.business_date, false) AS is_overdue,
  items.snoozed_until
FROM decisions.work_items AS items
LEFT JOIN inbox.deliveries ON deliveries.delivery_id = items.delivery_id
WHERE items.business_date = (SELECT max(business_date) FROM decisions.profiles)
ORDER BY items.since_date, items.item_id
