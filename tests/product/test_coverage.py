"""Coverage of standards, and the same figures by SQL of their own."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from dure.plant.models import Area, WorkUnit
from dure.plant.services import add_part as add_place
from dure.product import selectors, services
from dure.product.approval import Step
from dure.product.coverage import Register, Thing
from dure.product.models import StandardStep
from dure.product.services import LineOf

pytestmark = pytest.mark.django_db
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)

# Written without looking at the rule: made items in use, those with a BOM and a routing on the day, operations of the
# routings of the day that are done here and those with a version in force, machines in use and those with a nameplate.
BY_SQL = """
WITH made AS (SELECT id, is_phantom FROM inventory_item WHERE supply = 'make' AND is_active AND kind <> 'service'),
day AS (SELECT DATE '2026-03-01' AS d),
b AS (SELECT DISTINCT item_id FROM product_bom, day WHERE status IN ('approved', 'retired') AND d >= valid_from
      AND (valid_to IS NULL OR d <= valid_to)),
r AS (SELECT id, item_id FROM product_routing, day WHERE status IN ('approved', 'retired') AND d >= valid_from
      AND (valid_to IS NULL OR d <= valid_to)),
o AS (SELECT r.item_id, o.number FROM product_operation o JOIN r ON r.id = o.routing_id WHERE NOT is_subcontracted),
s AS (SELECT w.item_id, w.operation_number FROM product_workstandard w
      JOIN product_standardversion v ON v.standard_id = w.id AND v.status = 'in_force' WHERE w.is_active)
SELECT (SELECT count(*) FROM made WHERE id IN (SELECT item_id FROM b)), (SELECT count(*) FROM made),
       (SELECT count(*) FROM made WHERE NOT is_phantom AND id IN (SELECT item_id FROM r)),
       (SELECT count(*) FROM made WHERE NOT is_phantom),
       (SELECT count(*) FROM o WHERE EXISTS (SELECT FROM s WHERE s.item_id = o.item_id AND operation_number = number)),
       (SELECT count(*) FROM o),
       (SELECT count(*) FROM plant_workunit WHERE is_active AND manufacturer <> '' AND model <> ''
        AND serial_number <> ''), (SELECT count(*) FROM plant_workunit WHERE is_active)
"""


@pytest.fixture
def plant(item, machine):
    """Three made items: noodle has everything, cake a BOM and a routing without standard, soup only a draft."""
    flour = item("FLOUR", "kg", supply="buy", kind="raw")
    noodle, cake, soup = item("NOODLE"), item("CAKE"), item("SOUP")
    kit = item("KIT", is_phantom=True)
    item("OLD", is_active=False)
    for made in (noodle, cake, kit):
        lines = [LineOf(flour, Decimal(1))]
        services.approve_bom(bom=services.add_bom(item=made, valid_from=JANUARY, lines=lines, by=None), by=None)
    services.add_bom(item=soup, valid_from=JANUARY, lines=[LineOf(flour, Decimal(1))], by=None)
    for made in (noodle, cake):
        routing = services.add_routing(item=made, valid_from=JANUARY, by=None)
        services.add_operation(routing=routing, number=10, name="mix", work_center=machine.work_center, by=None)
        services.add_operation(routing=routing, number=20, name="plating", is_subcontracted=True, by=None)
        services.approve_routing(routing=routing, by=None)
    version = services.add_standard(title="mix", item=noodle, operation_number=10, by=None)
    services.add_part(version=version, part=StandardStep, text="x", by=None)
    for step in (Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE):
        services.move_on(version=version, step=step, by=None)
    WorkUnit.objects.filter(pk=machine.pk).update(manufacturer="한국기계", model="P-1", serial_number="7")
    return noodle, cake, soup


def test_coverage(plant, django_assert_num_queries):
    _, cake, soup = plant
    area = Area.objects.get()
    with django_assert_num_queries(6):
        found = selectors.coverage(MARCH)
    told = {register: (row.covered, row.needed) for register, row in found.by_register.items()}
    assert told == {
        Register.BOM: (3, 4),
        Register.ROUTING: (2, 3),
        Register.STANDARD: (1, 2),
        Register.EQUIPMENT: (1, 2),
        Register.PARTNERS: (0, 0),
    }
    # 7 of 11
    assert (found.total.covered, found.total.needed, found.total.percent) == (7, 11, Decimal("63.6"))
    # In the area: BOM and routing of noodle and cake, one of two operations, one of two machines.
    assert (found.by_area[area.pk].covered, found.by_area[area.pk].needed) == (6, 8)
    assert (found.by_area[None].covered, found.by_area[None].needed) == (1, 3)
    gaps = {(gap.register, gap.form, gap.key) for gap in found.total.gaps}
    assert gaps == {
        (Register.BOM, "product:bom_add", (("item", soup.pk),)),
        (Register.ROUTING, "product:routing_add", (("item", soup.pk),)),
        (Register.STANDARD, "product:standard_add", (("item", cake.pk), ("operation", 10))),
        (
            Register.EQUIPMENT,
            "plant:part",
            (("level", "work-unit"), ("pk", WorkUnit.objects.get(code="M2").pk)),
        ),
    }


def test_the_same_by_sql(plant):
    found = selectors.coverage(MARCH).by_register
    registers = (Register.BOM, Register.ROUTING, Register.STANDARD, Register.EQUIPMENT)
    with connection.cursor() as cursor:
        cursor.execute(BY_SQL)
        counted = cursor.fetchone()
    assert counted == tuple(figure for name in registers for figure in (found[name].covered, found[name].needed))


def test_the_number_of_queries_does_not_grow(plant, item, machine, django_assert_num_queries):
    for number in range(20):
        item(f"X{number}")
        add_place(level="work-unit", by=None, code=f"X{number}", name="x", work_center=machine.work_center)
    with django_assert_num_queries(6):
        assert selectors.coverage(MARCH).total.needed == 11 + 60


def test_a_day_before_anything_was_in_force(plant):
    found = selectors.coverage(date(2025, 12, 31)).by_register
    assert (found[Register.BOM].covered, found[Register.STANDARD].needed) == (0, 0)


def test_partners_come_from_above(plant):
    partners = [Thing(Register.PARTNERS, "한빛상사", n > 0) for n in range(2)]
    found = selectors.coverage(MARCH, partners)
    assert found.by_register[Register.PARTNERS].percent == 50
    assert found.total.needed == 13
