"""docs/reference/conformance.md says what the tests say."""

import importlib
import re

import pytest

from dure.gateway import manifests
from tests.gateway import conformance_table as table
from tests.gateway.conformance import CHECKS, Conformance


def test_every_connector_is_named() -> None:
    assert {one.connector for one in table.PEERS} == set(manifests.load())


def test_every_fault_of_the_suite_is_named() -> None:
    assert set(table.FAULTS) == CHECKS


@pytest.mark.parametrize("test", sorted(set(table.named())))
def test_what_is_named_exists(test: str) -> None:
    assert table.exists(test)


@pytest.mark.parametrize("peer", table.PEERS, ids=lambda one: one.test)
def test_each_run_is_one_of_the_suite(peer: table.Peer) -> None:
    module = importlib.import_module(table.full(peer.file).removesuffix(".py").replace("/", "."))
    assert issubclass(getattr(module, peer.test), Conformance)


def test_the_page_says_what_the_tests_say() -> None:
    text = table.DOCUMENT.read_text("utf-8")
    assert text == table.document()
    assert set(re.findall(r"`(tests/[^`]+::[^`]+)`", text)) == set(table.named())
