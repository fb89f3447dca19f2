"""What stands in a plant at a moment, so that what was taken back can be held against what was before."""

from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from tests.scenarios.sums import wrong_on_the_floor

T = TypeVar("T")
Picture = dict[str, list[tuple[object, ...]]]

STANDS = {
    "stock": """
      SELECT i.code, p.code, l.number, b.quantity, b.reserved FROM inventory_balance b
      JOIN inventory_item i ON i.id = b.item_id JOIN inventory_location p ON p.id = b.location_id
      LEFT JOIN inventory_lot l ON l.id = b.lot_id WHERE b.quantity <> 0""",
    "worth": "SELECT item_id, quantity, value FROM inventory_worth WHERE quantity <> 0 OR value <> 0",
    "lots": """
      SELECT number, status FROM inventory_lot l
      WHERE EXISTS (SELECT FROM inventory_balance b WHERE b.lot_id = l.id AND b.quantity <> 0)""",
    "genealogy": """
      SELECT document, source_id, product_id, sum(quantity) FROM inventory_lotlink
      WHERE NOT is_undone GROUP BY 1, 2, 3""",
    "books": """
      SELECT a.purpose, l.party, sum(l.debit - l.credit) FROM ledger_line l
      JOIN ledger_account a ON a.id = l.account_id GROUP BY 1, 2 HAVING sum(l.debit - l.credit) <> 0""",
    "orders": "SELECT id, status, quantity, started, received, rejected, wip FROM production_workorder",
    "operations": """
      SELECT order_id, number, status, good, rework, rejected, returned, routed FROM production_orderoperation""",
    "components": "SELECT order_id, item_id, issued FROM production_ordercomponent WHERE issued <> 0",
    "runs": """
      SELECT work_unit_id, operation_id, started_at, ended_at, setup_until FROM production_operationrun
      WHERE ended_at IS NULL OR ended_at > started_at""",
    "results": """
      SELECT work_unit_id, shift_date, shift, item_id, run_id, source, sum(produced), sum(good), sum(reject + rework)
      FROM production_productionresult GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(produced) <> 0 OR sum(good) <> 0""",
    "times": """
      SELECT t.order_id, t.operation_number, sum(t.machine_s), sum(t.labour_s) FROM production_ordertime t
      JOIN production_completion c ON c.id = t.completion_id WHERE c.undone_at IS NULL GROUP BY 1, 2""",
    "tools": """
      SELECT tool_id, work_unit_id, mounted_at, ended_at FROM production_toolmount
      WHERE ended_at IS NULL OR ended_at > mounted_at""",
    "holds": "SELECT order_id FROM production_orderhold WHERE ended_at IS NULL",
    "outages": "SELECT work_unit_id FROM production_unitoutage WHERE ended_at IS NULL",
    "sales": "SELECT id, moved FROM commerce_salesline",
    "verdicts": "SELECT id, verdict, bad_pieces FROM quality_inspection WHERE verdict <> 'open'",
    "cases": "SELECT inspection_id FROM quality_nonconformance WHERE inspection_id IS NOT NULL",
}
"""What is asked → how. What only tells that something was taken back is left out."""


def picture() -> Picture:
    found = {}
    with connection.cursor() as cursor:
        for name, statement in STANDS.items():
            cursor.execute(statement)
            found[name] = sorted(cursor.fetchall(), key=str)
    return found


def differences(before: Picture, after: Picture) -> dict[str, tuple[list[object], list[object]]]:
    """By what is asked: (what stood only before, what stands only after)."""
    return {
        name: ([row for row in rows if row not in after[name]], [row for row in after[name] if row not in rows])
        for name, rows in before.items()
        if rows != after[name]
    }


def there_and_back(do: Callable[[], T], undo: Callable[[T], object]) -> T:
    """Do a step, take it back, and do it again: all agrees after each, and taken back it is as it was before."""
    before = picture()
    done = agreed(do)
    assert picture() != before
    agreed(lambda: undo(done))
    assert (changed := differences(before, picture())) == {}, changed
    return agreed(do)


def agreed(do: Callable[[], T]) -> T:
    done = do()
    assert (wrong := wrong_on_the_floor()) == [], wrong
    return done
