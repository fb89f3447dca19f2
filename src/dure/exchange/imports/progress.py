"""How far a transaction has come, told to others before it is committed."""

import time

from django.db import connections

from dure.exchange.models import Import

EVERY_S = 0.5


class Progress:
    """Writes into an import's row by a connection of its own: what the transaction itself writes nobody sees yet.

    So the transaction must leave that row alone until the progress is closed.
    """

    def __init__(self, import_id: int) -> None:
        self._id = import_id
        self._connection = connections.create_connection("default")
        self._next = 0.0

    def at(self, done: int, total: int) -> None:
        """Tell it, at most twice a second."""
        now = time.monotonic()
        if now < self._next and done < total:
            return
        self._next = now + EVERY_S
        table = Import._meta.db_table  # noqa: SLF001 - Django's documented name
        with self._connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET done = %s, total = %s WHERE id = %s", [done, total, self._id])  # noqa: S608

    def close(self) -> None:
        self._connection.close()
