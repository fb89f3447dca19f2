"""The worker of bench.orders that makes orders with Tryton through its server's ORM; run by a Python that has Tryton.

Nothing of Dure is imported here.
"""

import json
import sys
from decimal import Decimal

from trytond import config

COMPONENTS, PLENTY = 5, 1_000_000


class Peer:
    """A company, five components with a lot each and plenty of each, a product with a BOM of them."""

    def __init__(self) -> None:
        from trytond.pool import Pool

        Pool.start()
        self.pool = Pool("tryton")
        self.pool.init()
        self.context: dict[str, object] = {}
        self.user = 0
        self.prepare()

    def start(self):
        from trytond.transaction import Transaction

        return Transaction().start("tryton", self.user, context=self.context)

    def get(self, name: str):
        return self.pool.get(name)

    def prepare(self) -> None:
        with self.start() as transaction:
            self.company()
            transaction.commit()
        with self.start() as transaction:
            self.goods()
            transaction.commit()
        self.user = self.admin

    def company(self) -> None:
        (currency,) = self.get("currency.currency").create(
            [{"name": "Won", "symbol": "W", "code": "KRW", "rounding": Decimal(1)}]
        )
        (party,) = self.get("party.party").create([{"name": "Factory"}])
        (company,) = self.get("company.company").create([{"party": party.id, "currency": currency.id}])
        users = self.get("res.user")
        (admin,) = users.search([("login", "=", "admin")])
        users.write([admin], {"companies": [("add", [company.id])], "company": company.id})
        self.admin = admin.id
        self.context = {"company": company.id, "companies": [company.id], "employee": None}
        self.currency = currency.id

    def goods(self) -> None:
        (unit,) = self.get("product.uom").search([("name", "=", "Unit")], limit=1)
        (kind,) = self.get("ir.sequence.type").search([("name", "=", "Stock Lot")], limit=1)
        (sequence,) = self.get("ir.sequence").create([{"name": "Lot", "sequence_type": kind.id, "company": None}])
        parts = [self.product(f"part {n}", unit, sequence) for n in range(COMPONENTS)]
        self.made, self.unit = self.product("product", unit, sequence), unit.id
        inputs = [("create", [{"product": one, "unit": unit.id, "quantity": 2.0} for one in parts])]
        outputs = [("create", [{"product": self.made, "unit": unit.id, "quantity": 1.0}])]
        (bom,) = self.get("production.bom").create([{"name": "product", "inputs": inputs, "outputs": outputs}])
        self.bom = bom.id
        locations = self.get("stock.location")
        (supplier,) = locations.search([("type", "=", "supplier")], limit=1)
        (warehouse,) = locations.search([("type", "=", "warehouse")], limit=1)
        self.warehouse, self.place = warehouse.id, warehouse.production_location.id
        lots = self.get("stock.lot").create([{"product": one, "number": "L1"} for one in parts])
        self.lots = {lot.product.id: lot.id for lot in lots}
        moves = self.get("stock.move")
        facts = {
            "unit": unit.id, "quantity": float(PLENTY), "from_location": supplier.id, "unit_price": Decimal(7),
            "to_location": warehouse.storage_location.id, "currency": self.currency, "company": self.context["company"],
        }  # fmt: skip
        moves.do(moves.create([{**facts, "product": lot.product.id, "lot": lot.id} for lot in lots]))

    def product(self, name: str, unit, sequence) -> int:
        facts = {
            "name": name, "default_uom": unit.id, "type": "goods", "list_price": Decimal(10), "producible": True,
            "lot_required": ["storage"], "lot_sequence": sequence.id, "cost_price_method": "average",
            "products": [("create", [{"cost_price": Decimal(7)}])],
        }  # fmt: skip
        (template,) = self.get("product.template").create([facts])
        return template.products[0].id

    def make(self, count: int) -> int:
        """Create, plan, assign (reserve), consume and complete `count` productions in one transaction."""
        productions, moves = self.get("production"), self.get("stock.move")
        with self.start() as transaction:
            facts = {
                "product": self.made, "bom": self.bom, "quantity": 10.0, "unit": self.unit,
                "warehouse": self.warehouse, "location": self.place, "company": self.context["company"],
            }  # fmt: skip
            rows = productions.create([facts] * count)
            productions.set_moves(rows)
            rows = productions.browse(rows)
            productions.wait(rows)
            inputs = [move for row in productions.browse(rows) for move in row.inputs]
            for move in inputs:
                move.lot = self.lots[move.product.id]
            moves.save(inputs)
            productions.assign_try(productions.browse(rows))
            productions.run(productions.browse(rows))
            productions.do(productions.browse(rows))
            done = sum(map(self.is_complete, productions.browse(rows)))
            transaction.commit()
        return done

    def is_complete(self, row) -> bool:
        """Whether it has all its moves, done and with lots."""
        found = [*row.inputs, *row.outputs]
        is_moved = all(move.lot and move.state == "done" for move in found)
        return row.state == "done" and len(found) == COMPONENTS + 1 and is_moved


def main() -> None:
    config.update_etc(sys.argv[1])
    peer = Peer()
    for _ in range(3):
        peer.make(1)
    print(json.dumps({"ready": 1}), flush=True)
    for line in sys.stdin:
        kind, text = line.split()
        made = sum(peer.make(1) for _ in range(int(text))) if kind == "single" else peer.make(int(text))
        print(json.dumps({"made": made}), flush=True)


if __name__ == "__main__":
    main()
