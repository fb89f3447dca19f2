"""Who may look into the books, and who may write in them."""

from collections.abc import Collection

from dure.plant.roles import Role

READERS = frozenset({Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
WRITERS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})

ACCESS = {
    "ledger:journal": READERS,
    "ledger:entry": READERS,
    "ledger:document": READERS,
    "ledger:entry_add": WRITERS,
    "ledger:entry_undo": WRITERS,
    "ledger:accounts": READERS,
    "ledger:account": READERS,
    "ledger:account_add": WRITERS,
    "ledger:account_change": WRITERS,
    "ledger:account_undo": WRITERS,
    "ledger:trial": READERS,
}

MONEY_FIELDS: dict[str, Collection[str]] = {"Line": {"debit", "credit"}}
