"""Every statement that is entered holds, named by its id."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.gateway.sparkplug import broker_statements, host_statements, read_ids, read_sessions, read_values, table
from tests.gateway.sparkplug.register import CHECKS, NOT, statements

MODULES = (host_statements, read_values, read_sessions, read_ids, broker_statements)


@cache
def _outcome(test: Callable[[], None]) -> Exception | None:
    """One play stands for all the statements that it shows."""
    try:
        test()
    except Exception as error:  # noqa: BLE001
        return error
    return None


@pytest.mark.parametrize("statement", sorted(CHECKS))
def test_statement(statement: str) -> None:
    error = _outcome(CHECKS[statement].test)
    if error is not None:
        raise error


def test_every_entry_is_a_statement_of_the_specification() -> None:
    known = {one.id for one in statements()}
    assert len(known) == 299
    assert set(CHECKS) <= known
    assert set(NOT) <= known
    assert not set(CHECKS) & set(NOT)


def test_nothing_that_concerns_a_host_or_a_broker_is_left_out() -> None:
    ours = {one.id for one in statements() if {"host", "broker"} & set(one.whose.split("+"))}
    assert not ours - set(CHECKS) - set(NOT)


def test_the_table_in_the_docs_says_what_the_tests_say() -> None:
    assert table.DOCUMENT.read_text("utf-8") == table.document()
