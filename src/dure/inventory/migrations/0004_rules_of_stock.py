"""What the database itself keeps of stock: balances are the sum of the moves, and moves stay as they are."""

from django.db import migrations

BALANCES = """
CREATE FUNCTION inventory_apply_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH delta AS MATERIALIZED (
    SELECT item_id, location_id, lot_id, sum(change) AS change FROM (
      SELECT item_id, from_location_id AS location_id, lot_id, -quantity AS change FROM made
      UNION ALL
      SELECT item_id, to_location_id, lot_id, quantity FROM made) both_ends
    JOIN inventory_location l ON l.id = location_id AND l.kind IN ('stock', 'quarantine', 'transit')
    GROUP BY item_id, location_id, lot_id HAVING sum(change) <> 0
  ), changed AS (
    UPDATE inventory_balance b SET quantity = b.quantity + d.change FROM delta d
    WHERE b.item_id = d.item_id AND b.location_id = d.location_id AND b.lot_id IS NOT DISTINCT FROM d.lot_id
    RETURNING b.item_id, b.location_id, b.lot_id
  )
  INSERT INTO inventory_balance AS held (item_id, location_id, lot_id, quantity, reserved)
  SELECT d.item_id, d.location_id, d.lot_id, d.change, 0 FROM delta d
  WHERE NOT EXISTS (SELECT FROM changed c WHERE c.item_id = d.item_id AND c.location_id = d.location_id
                    AND c.lot_id IS NOT DISTINCT FROM d.lot_id)
  ORDER BY 1, 2, 3
  ON CONFLICT (item_id, location_id, lot_id) DO UPDATE SET quantity = held.quantity + excluded.quantity;
  RETURN NULL;
END $$;
CREATE TRIGGER inventory_apply_moves AFTER INSERT ON inventory_stockmove
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION inventory_apply_moves();

CREATE FUNCTION inventory_balance_by_moves_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'balances follow from moves' USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_balance_by_moves_only';
END $$;
CREATE TRIGGER inventory_balance_by_moves_only BEFORE INSERT OR DELETE OR UPDATE OF item_id, location_id, lot_id, quantity
  ON inventory_balance FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_balance_by_moves_only();
"""
FOR_EVER = """
CREATE FUNCTION inventory_move_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a move is never changed; take it back by another' USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_move_for_ever';
END $$;
CREATE TRIGGER inventory_move_for_ever BEFORE UPDATE OR DELETE ON inventory_stockmove
  FOR EACH STATEMENT EXECUTE FUNCTION inventory_move_for_ever();
"""
UNDO = """
DROP TRIGGER inventory_move_for_ever ON inventory_stockmove;
DROP FUNCTION inventory_move_for_ever();
DROP TRIGGER inventory_balance_by_moves_only ON inventory_balance;
DROP FUNCTION inventory_balance_by_moves_only();
DROP TRIGGER inventory_apply_moves ON inventory_stockmove;
DROP FUNCTION inventory_apply_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_register_and_stock")]
    operations = [migrations.RunSQL(BALANCES + FOR_EVER, UNDO)]
