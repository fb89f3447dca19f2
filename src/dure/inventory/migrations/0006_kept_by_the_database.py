"""Balances in the second unit and across lots, reserved sums, genealogy without loops: kept by the database itself."""

from django.db import migrations

BALANCES = """
CREATE OR REPLACE FUNCTION inventory_apply_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH delta AS MATERIALIZED (
    SELECT item_id, location_id, lot_id, sum(change) AS change, sum(second) AS second FROM (
      SELECT item_id, from_location_id AS location_id, lot_id, -quantity AS change, -second_quantity AS second FROM made
      UNION ALL
      SELECT item_id, to_location_id, coalesce(to_lot_id, lot_id), quantity, second_quantity FROM made) both_ends
    JOIN inventory_location l ON l.id = location_id AND l.kind IN ('stock', 'quarantine', 'transit')
    GROUP BY item_id, location_id, lot_id HAVING sum(change) <> 0 OR sum(second) <> 0
  ), changed AS (
    UPDATE inventory_balance b SET quantity = b.quantity + d.change,
      second_quantity = CASE WHEN d.second IS NULL THEN b.second_quantity ELSE coalesce(b.second_quantity, 0) + d.second END
    FROM delta d
    WHERE b.item_id = d.item_id AND b.location_id = d.location_id AND b.lot_id IS NOT DISTINCT FROM d.lot_id
    RETURNING b.item_id, b.location_id, b.lot_id
  )
  INSERT INTO inventory_balance AS held (item_id, location_id, lot_id, quantity, second_quantity, reserved)
  SELECT d.item_id, d.location_id, d.lot_id, d.change, d.second, 0 FROM delta d
  WHERE NOT EXISTS (SELECT FROM changed c WHERE c.item_id = d.item_id AND c.location_id = d.location_id
                    AND c.lot_id IS NOT DISTINCT FROM d.lot_id)
  ORDER BY 1, 2, 3
  ON CONFLICT (item_id, location_id, lot_id) DO UPDATE SET quantity = held.quantity + excluded.quantity,
    second_quantity = CASE WHEN excluded.second_quantity IS NULL THEN held.second_quantity
                           ELSE coalesce(held.second_quantity, 0) + excluded.second_quantity END;
  -- A lot may have been put on hold while the move waited for its turn.
  IF EXISTS (SELECT FROM made m JOIN inventory_lot t ON t.id = m.lot_id AND t.status <> 'available'
             JOIN inventory_location o ON o.id = m.from_location_id AND o.kind IN ('stock', 'quarantine', 'transit')
             JOIN inventory_location u ON u.id = m.to_location_id AND u.kind IN ('production', 'customer')
             WHERE m.reverses_id IS NULL) THEN
    RAISE EXCEPTION 'a lot that is not available is not used' USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_lot_blocked';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER inventory_balance_by_moves_only ON inventory_balance;
CREATE TRIGGER inventory_balance_by_moves_only
  BEFORE INSERT OR DELETE OR UPDATE OF item_id, location_id, lot_id, quantity, second_quantity, reserved
  ON inventory_balance FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_balance_by_moves_only();
"""
RESERVED = """
CREATE FUNCTION inventory_reserve() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE inventory_balance b SET reserved = b.reserved + d.sum
      FROM (SELECT balance_id, sum(quantity) FROM fresh GROUP BY 1) d WHERE b.id = d.balance_id;
  ELSIF TG_OP = 'DELETE' THEN
    UPDATE inventory_balance b SET reserved = b.reserved - d.sum
      FROM (SELECT balance_id, sum(quantity) FROM stale GROUP BY 1) d WHERE b.id = d.balance_id;
  ELSE
    UPDATE inventory_balance b SET reserved = b.reserved + d.sum
      FROM (SELECT balance_id, sum(quantity) FROM (SELECT balance_id, quantity FROM fresh UNION ALL
            SELECT balance_id, -quantity FROM stale) both_sides GROUP BY 1) d
      WHERE b.id = d.balance_id AND d.sum <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER inventory_reserve AFTER INSERT ON inventory_reservation
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION inventory_reserve();
CREATE TRIGGER inventory_rereserve AFTER UPDATE ON inventory_reservation
  REFERENCING NEW TABLE AS fresh OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION inventory_reserve();
CREATE TRIGGER inventory_unreserve AFTER DELETE ON inventory_reservation
  REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION inventory_reserve();
"""
LINKS = """
CREATE FUNCTION inventory_no_lot_is_made_of_itself() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE looped bigint;
BEGIN
  WITH RECURSIVE walk (start, lot) AS (
    SELECT DISTINCT product_id, product_id FROM made WHERE NOT is_undone
    UNION
    SELECT w.start, l.product_id FROM walk w JOIN inventory_lotlink l ON l.source_id = w.lot AND NOT l.is_undone
  )
  SELECT m.product_id INTO looped FROM made m JOIN walk w ON w.start = m.product_id AND w.lot = m.source_id
    WHERE NOT m.is_undone LIMIT 1;
  IF looped IS NOT NULL THEN
    RAISE EXCEPTION 'lot % would be made of itself', looped USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_no_lot_is_made_of_itself';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER inventory_no_lot_is_made_of_itself AFTER INSERT ON inventory_lotlink
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION inventory_no_lot_is_made_of_itself();

CREATE FUNCTION inventory_link_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what went into a lot is never changed; a link can only be undone'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_link_stays';
END $$;
CREATE TRIGGER inventory_link_stays BEFORE UPDATE ON inventory_lotlink FOR EACH ROW
  WHEN ((OLD.source_id, OLD.product_id, OLD.quantity, OLD.document) IS DISTINCT FROM
        (NEW.source_id, NEW.product_id, NEW.quantity, NEW.document) OR (OLD.is_undone AND NOT NEW.is_undone))
  EXECUTE FUNCTION inventory_link_stays();
CREATE TRIGGER inventory_link_is_not_removed BEFORE DELETE ON inventory_lotlink
  FOR EACH STATEMENT EXECUTE FUNCTION inventory_link_stays();
"""
REVALUATIONS = """
CREATE FUNCTION inventory_revaluation_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a revaluation is never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_revaluation_for_ever';
END $$;
CREATE TRIGGER inventory_revaluation_for_ever BEFORE UPDATE OR DELETE ON inventory_revaluation
  FOR EACH STATEMENT EXECUTE FUNCTION inventory_revaluation_for_ever();
"""
UNDO = """
DROP TRIGGER inventory_revaluation_for_ever ON inventory_revaluation;
DROP FUNCTION inventory_revaluation_for_ever();
DROP TRIGGER inventory_link_is_not_removed ON inventory_lotlink;
DROP TRIGGER inventory_link_stays ON inventory_lotlink;
DROP FUNCTION inventory_link_stays();
DROP TRIGGER inventory_no_lot_is_made_of_itself ON inventory_lotlink;
DROP FUNCTION inventory_no_lot_is_made_of_itself();
DROP TRIGGER inventory_unreserve ON inventory_reservation;
DROP TRIGGER inventory_rereserve ON inventory_reservation;
DROP TRIGGER inventory_reserve ON inventory_reservation;
DROP FUNCTION inventory_reserve();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0005_rules_and_second_units")]
    operations = [
        # The older form of the balances' function is of no use once there are second units: it is not brought back.
        migrations.RunSQL(BALANCES, migrations.RunSQL.noop),
        migrations.RunSQL(RESERVED + LINKS + REVALUATIONS, UNDO),
    ]
