"""What the database itself keeps: approved content stays as it is, and what was signed stays signed."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION product_keep_approved() RETURNS trigger LANGUAGE plpgsql AS $$
-- argument 1: columns that may still change after the draft, with commas
DECLARE free text[] := string_to_array(TG_ARGV[0], ',');
BEGIN
  IF OLD.status = 'draft' THEN
    RETURN COALESCE(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - free) = (to_jsonb(NEW) - free)
     AND NOT (NEW.status = 'draft' AND OLD.approved_at IS NOT NULL) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'only a draft may be changed; write a new revision'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'product_keep_approved';
END $$;

CREATE FUNCTION product_parts_of_open() RETURNS trigger LANGUAGE plpgsql AS $$
-- arguments: status in which parts may change, table of the head, column that names it;
-- for a part of a part also the table between and its column
DECLARE
  part jsonb;
  state text;
BEGIN
  FOREACH part IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
    CONTINUE WHEN part IS NULL;
    IF TG_NARGS = 3 THEN
      EXECUTE format('SELECT status FROM %I WHERE id = $1 FOR SHARE', TG_ARGV[1])
        INTO state USING (part ->> TG_ARGV[2])::bigint;
    ELSE
      EXECUTE format('SELECT h.status FROM %I p JOIN %I h ON h.id = p.%I WHERE p.id = $1 FOR SHARE OF h',
                     TG_ARGV[3], TG_ARGV[1], TG_ARGV[2])
        INTO state USING (part ->> TG_ARGV[4])::bigint;
    END IF;
    IF state <> TG_ARGV[0] THEN
      RAISE EXCEPTION 'only a draft may be changed; write a new revision'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_keep_approved';
    END IF;
  END LOOP;
  RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION product_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was signed is never changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'product_for_ever';
END $$;
"""
HEADS = {
    "product_bom": "status,valid_to",
    "product_routing": "status,valid_to",
    "product_standardversion": "status,reviewed_by_id,reviewed_at,approved_by_id,approved_at,in_force_from,retired_at",
}
PARTS = {
    "product_bomline": "'draft', 'product_bom', 'bom_id'",
    "product_bomalternative": "'draft', 'product_bom', 'bom_id', 'product_bomline', 'line_id'",
    "product_operation": "'draft', 'product_routing', 'routing_id'",
    "product_operationunit": "'draft', 'product_routing', 'routing_id', 'product_operation', 'operation_id'",
    "product_standardstep": "'draft', 'product_standardversion', 'version_id'",
    "product_standardlimit": "'draft', 'product_standardversion', 'version_id'",
    "product_standardcheck": "'draft', 'product_standardversion', 'version_id'",
    "product_standardhazard": "'draft', 'product_standardversion', 'version_id'",
    "product_auditscore": "'open', 'product_audit', 'audit_id'",
}
TRIGGERS = "\n".join(
    [
        f"CREATE TRIGGER product_keep_approved BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION product_keep_approved('{free}');"
        for table, free in HEADS.items()
    ]
    + [
        f"CREATE TRIGGER product_parts_of_open BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION product_parts_of_open({arguments});"
        for table, arguments in PARTS.items()
    ]
    + [
        (
            "CREATE TRIGGER product_for_ever BEFORE UPDATE OR DELETE ON product_standardreading"
            " FOR EACH STATEMENT EXECUTE FUNCTION product_for_ever();"
        )
    ]
)
UNDO = "\n".join(
    [f"DROP TRIGGER product_keep_approved ON {table};" for table in HEADS]
    + [f"DROP TRIGGER product_parts_of_open ON {table};" for table in PARTS]
    + [
        "DROP TRIGGER product_for_ever ON product_standardreading;",
        "DROP FUNCTION product_keep_approved();",
        "DROP FUNCTION product_parts_of_open();",
        "DROP FUNCTION product_for_ever();",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("product", "0003_register")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
