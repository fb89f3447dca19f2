"""What must hold after each act of a firm, in words of its own and not of the code under test."""

from django.db import connection

from tests.inventory.workshop import wrong as stock_wrong

WRONG = """
WITH lines AS (
  SELECT a.purpose, l.party, l.debit - l.credit AS amount
  FROM ledger_line l JOIN ledger_account a ON a.id = l.account_id
), billed AS (
  SELECT CASE i.side WHEN 'sale' THEN 'receivable' ELSE 'payable' END AS purpose, p.code AS party,
    CASE i.side WHEN 'sale' THEN i.supply + i.vat ELSE -i.supply - i.vat END AS amount
  FROM commerce_invoice i JOIN commerce_partner p ON p.id = i.partner_id
  UNION ALL
  SELECT CASE m.side WHEN 'sale' THEN 'receivable' ELSE 'payable' END, p.code,
    CASE m.side WHEN 'sale' THEN -m.amount ELSE m.amount END
  FROM commerce_payment m JOIN commerce_partner p ON p.id = m.partner_id WHERE m.undone_at IS NULL
), owed AS (
  SELECT purpose, party, sum(amount) FROM billed GROUP BY 1, 2
), booked AS (
  SELECT purpose, party, sum(amount) FROM lines WHERE purpose IN ('receivable', 'payable') GROUP BY 1, 2
), came AS (
  SELECT round(r.price * r.quantity) AS cost, r.invoiced, r.quantity, CASE WHEN h.is_return THEN 1 ELSE -1 END AS sign
  FROM commerce_receiptline r JOIN commerce_receipt h ON h.id = r.receipt_id WHERE h.undone_at IS NULL
  UNION ALL  -- goods of a supplier that came without paper
  SELECT coalesce(m.paid, m.value), 0, 1, CASE f.kind WHEN 'supplier' THEN -1 ELSE 1 END FROM inventory_stockmove m
  JOIN inventory_location f ON f.id = m.from_location_id JOIN inventory_location t ON t.id = m.to_location_id
  WHERE 'supplier' IN (f.kind, t.kind)
    AND NOT EXISTS (SELECT FROM commerce_receiptline r WHERE r.move_id IN (m.id, m.reverses_id))
), settled AS (
  SELECT i.id, i.number, i.supply + i.vat AS sum, coalesce(sum(s.amount), 0) AS paid
  FROM commerce_invoice i LEFT JOIN commerce_allocation s ON s.invoice_id = i.id GROUP BY 1, 2, 3
)
SELECT 'work in process differs', coalesce(l.sum, 0)::text, coalesce(o.sum, 0)::text
  FROM (SELECT sum(amount) FROM lines WHERE purpose = 'wip') l, (SELECT sum(wip) FROM production_workorder) o
  WHERE coalesce(l.sum, 0) <> coalesce(o.sum, 0)
UNION ALL
SELECT 'order differs from its moves', o.number, o.received::text || ' ' || coalesce(p.sum, 0)::text
  FROM production_workorder o LEFT JOIN (
    SELECT order_id, sum(quantity) FROM production_ordermove WHERE kind = 'product' AND NOT is_undone GROUP BY 1
  ) p ON p.order_id = o.id WHERE o.received <> coalesce(p.sum, 0)
UNION ALL
SELECT 'issued differs', c.id::text, c.issued::text || ' ' || coalesce(m.sum, 0)::text
  FROM production_ordercomponent c LEFT JOIN (
    SELECT component_id, sum(CASE kind WHEN 'issue' THEN counts_as ELSE -counts_as END) FROM production_ordermove
    WHERE kind IN ('issue', 'back') AND NOT is_undone GROUP BY 1
  ) m ON m.component_id = c.id WHERE c.issued <> coalesce(m.sum, 0)
UNION ALL
SELECT 'linked too much', m.id::text, m.linked::text FROM production_ordermove m
  WHERE m.linked > m.quantity OR m.linked < 0
UNION ALL
SELECT 'books do not balance', sum(amount)::text, '0' FROM lines HAVING sum(amount) <> 0
UNION ALL
SELECT 'debts differ from invoices and payments', coalesce(o.purpose, b.purpose) || ' ' || coalesce(o.party, b.party),
    coalesce(b.sum, 0)::text || ' ' || coalesce(o.sum, 0)::text
  FROM owed o FULL JOIN booked b ON b.purpose = o.purpose AND b.party = o.party
  WHERE coalesce(o.sum, 0) <> coalesce(b.sum, 0)
UNION ALL
SELECT 'received and not invoiced differs', coalesce(l.sum, 0)::text, coalesce(c.sum, 0)::text
  FROM (SELECT sum(amount) FROM lines WHERE purpose = 'grni') l,
    (SELECT sum(sign * (cost - round(cost * invoiced / quantity))) FROM came) c
  WHERE coalesce(l.sum, 0) <> coalesce(c.sum, 0)
UNION ALL
SELECT 'VAT differs', l.purpose, l.sum::text
  FROM (SELECT purpose, sum(amount) FROM lines WHERE purpose IN ('vat_in', 'vat_out') GROUP BY 1) l
  WHERE l.sum <> (SELECT sum(CASE side WHEN 'sale' THEN -vat ELSE vat END) FROM commerce_invoice
    WHERE side = CASE l.purpose WHEN 'vat_out' THEN 'sale' ELSE 'purchase' END)
UNION ALL
SELECT 'delivered differs', l.id::text, l.moved::text || ' ' || coalesce(d.sum, 0)::text
  FROM commerce_salesline l LEFT JOIN (
    SELECT order_line_id, sum(CASE WHEN h.is_return THEN -quantity ELSE quantity END) FROM commerce_deliveryline d
    JOIN commerce_delivery h ON h.id = d.delivery_id
    WHERE h.undone_at IS NULL AND (h.reopens OR NOT h.is_return) GROUP BY 1
  ) d ON d.order_line_id = l.id WHERE l.moved <> coalesce(d.sum, 0) OR l.moved > l.item_quantity
UNION ALL
SELECT 'received differs', l.id::text, l.moved::text || ' ' || coalesce(r.sum, 0)::text
  FROM commerce_purchaseline l LEFT JOIN (
    SELECT order_line_id, sum(CASE WHEN h.is_return THEN -quantity ELSE quantity END) FROM commerce_receiptline r
    JOIN commerce_receipt h ON h.id = r.receipt_id
    WHERE h.undone_at IS NULL AND (h.reopens OR NOT h.is_return) GROUP BY 1
  ) r ON r.order_line_id = l.id WHERE l.moved <> coalesce(r.sum, 0) OR l.moved > l.item_quantity
UNION ALL
SELECT 'more settled than owed', number, paid::text FROM settled WHERE paid > 0 AND paid > sum
UNION ALL
SELECT 'more invoiced than moved', id::text, invoiced::text FROM (
    SELECT id, invoiced, quantity FROM commerce_receiptline UNION ALL
    SELECT id, invoiced, quantity FROM commerce_deliveryline) x WHERE invoiced < 0 OR invoiced > quantity
"""

FLOOR = """
WITH told AS (
  SELECT s.operation_id AS id, sum(r.good) AS good, sum(r.rework) AS rework, sum(r.rejected) AS rejected
  FROM production_operationreport r JOIN production_operationstep s ON s.id = r.step_id
  WHERE s.undone_at IS NULL GROUP BY 1
), entered AS (
  SELECT work_unit_id, run_id, item_id, kind, sum(quantity) AS sum FROM production_handentry
  WHERE undone_at IS NULL AND NOT is_reclassified GROUP BY 1, 2, 3, 4
), by_hand AS (
  SELECT work_unit_id, run_id, item_id, k.kind, sum(k.sum) AS sum FROM production_productionresult p,
    LATERAL (VALUES ('good', p.good), ('reject', p.reject), ('rework', p.rework)) k (kind, sum)
  WHERE p.source = 'hand' GROUP BY 1, 2, 3, 4 HAVING sum(k.sum) <> 0
), issued AS (
  SELECT o.number, m.lot_id, sum(CASE m.kind WHEN 'issue' THEN m.linked ELSE -m.quantity END) AS sum
  FROM production_ordermove m JOIN production_workorder o ON o.id = m.order_id
  WHERE m.kind IN ('issue', 'back') AND NOT m.is_undone AND m.lot_id IS NOT NULL GROUP BY 1, 2
), links AS (
  SELECT document, source_id, sum(quantity) AS sum FROM inventory_lotlink
  WHERE NOT is_undone AND document IN (SELECT number FROM production_workorder) GROUP BY 1, 2
), passed AS (  -- what the stock says of lots that went into orders and came out of them
  SELECT m.document, m.lot_id, sum(CASE WHEN t.kind = 'production' THEN m.quantity ELSE -m.quantity END) AS went
  FROM inventory_stockmove m JOIN inventory_location f ON f.id = m.from_location_id
  JOIN inventory_location t ON t.id = m.to_location_id
  WHERE 'production' IN (f.kind, t.kind) AND m.lot_id IS NOT NULL
    AND m.document IN (SELECT number FROM production_workorder) GROUP BY 1, 2
), tied AS (
  SELECT l.document, l.source_id, l.product_id FROM inventory_lotlink l
  WHERE NOT l.is_undone AND l.document IN (SELECT number FROM production_workorder)
)
SELECT 'genealogy uses more than went in', l.document, l.sum::text || ' ' || coalesce(p.went, 0)::text
  FROM links l LEFT JOIN passed p ON p.document = l.document AND p.lot_id = l.source_id
  WHERE l.sum > coalesce(p.went, 0)
UNION ALL
SELECT 'genealogy names a lot that never came out', t.document, t.product_id::text
  FROM tied t LEFT JOIN passed p ON p.document = t.document AND p.lot_id = t.product_id WHERE coalesce(p.went, 0) >= 0
UNION ALL
SELECT 'a lot came out of nothing', p.document, p.lot_id::text FROM passed p
  WHERE p.went < 0 AND p.document IN (SELECT document FROM links)
    AND NOT EXISTS (SELECT FROM tied t WHERE t.document = p.document AND t.product_id = p.lot_id)
UNION ALL
SELECT 'operation differs from its reports', o.id::text, o.good::text || ' ' || coalesce(t.good, 0)::text
  FROM production_orderoperation o LEFT JOIN told t ON t.id = o.id
  WHERE (o.good, o.rework, o.rejected) <> (coalesce(t.good, 0), coalesce(t.rework, 0), coalesce(t.rejected, 0))
UNION ALL
SELECT 'results differ from entries', coalesce(e.kind, b.kind), coalesce(e.sum, 0)::text || ' ' || coalesce(b.sum, 0)
  FROM entered e FULL JOIN by_hand b ON (e.work_unit_id, e.run_id, e.item_id, e.kind)
    = (b.work_unit_id, b.run_id, b.item_id, b.kind)
  WHERE coalesce(e.sum, 0) <> coalesce(b.sum, 0)
UNION ALL
SELECT 'genealogy differs from issues', coalesce(i.number, l.document), coalesce(i.sum, 0)::text || ' '
    || coalesce(l.sum, 0)::text
  FROM issued i FULL JOIN links l ON l.document = i.number AND l.source_id = i.lot_id
  WHERE coalesce(i.sum, 0) <> coalesce(l.sum, 0)
UNION ALL
SELECT 'order differs from its last reports', o.number, o.received::text || ' ' || t.sum::text
  FROM production_workorder o JOIN (
    SELECT s.order_id, sum(r.good) FROM (
      SELECT p.order_id, s.id, s.completion_id FROM production_operationstep s
      JOIN production_orderoperation p ON p.id = s.operation_id
      WHERE s.undone_at IS NULL AND s.act = 'report' AND s.completion_id IS NOT NULL
    ) s JOIN production_operationreport r ON r.step_id = s.id GROUP BY 1
  ) t ON t.order_id = o.id WHERE o.received <> t.sum
UNION ALL
SELECT 'two runs at once', a.id::text, b.id::text FROM production_operationrun a
  JOIN production_operationrun b ON a.work_unit_id = b.work_unit_id AND a.id < b.id
  WHERE a.started_at < coalesce(a.ended_at, 'infinity') AND b.started_at < coalesce(b.ended_at, 'infinity')
    AND a.started_at < coalesce(b.ended_at, 'infinity') AND b.started_at < coalesce(a.ended_at, 'infinity')
"""


def wrong_on_the_floor() -> list[tuple[str, ...]]:
    """As `wrong`, and what of reports, results, genealogy and runs doesn't go together."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
        return [*wrong(), *cursor.fetchall()]


def wrong() -> list[tuple[str, ...]]:
    """What doesn't add up in stock, orders, debts and books."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return [*stock_wrong(), *cursor.fetchall()]
