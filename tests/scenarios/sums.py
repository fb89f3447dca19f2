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


def wrong() -> list[tuple[str, ...]]:
    """What doesn't add up in stock, orders, debts and books."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return [*stock_wrong(), *cursor.fetchall()]
