"""Topic filters: the standard's own examples (4.7 of MQTT 3.1.1), and that the tree agrees with the rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.broker.topics import FilterTree, is_filter, is_topic, matches

MATCHES = [
    ("sport/tennis/player1/#", "sport/tennis/player1", True),
    ("sport/tennis/player1/#", "sport/tennis/player1/ranking", True),
    ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", True),
    ("sport/#", "sport", True),
    ("#", "sport", True),
    ("sport/tennis/+", "sport/tennis/player1", True),
    ("sport/tennis/+", "sport/tennis/player1/ranking", False),
    ("sport/+", "sport", False),
    ("sport/+", "sport/", True),
    ("+/+", "/finance", True),
    ("/+", "/finance", True),
    ("+", "/finance", False),
    ("#", "$SYS/uptime", False),
    ("+/monitor/Clients", "$SYS/monitor/Clients", False),
    ("$SYS/#", "$SYS/uptime", True),
    ("$SYS/monitor/+", "$SYS/monitor/Clients", True),
    ("Accounts", "ACCOUNTS", False),
    ("공장/+/생산 수", "공장/프레스 1/생산 수", True),
    ("a//b", "a//b", True),
    ("a/+/b", "a//b", True),
    ("a.b/c d", "a.b/c d", True),
]
VALID = ["#", "+", "/", "a/+/b", "+/+", "a/#", " ", "a b/c.d", "/a", "a//b"]
INVALID = ["", "a#", "a/b#", "#/a", "a/#/b", "a+", "a/+b/c", "/".join("x" * 300)]


@pytest.mark.parametrize(("topic_filter", "topic", "expected"), MATCHES)
def test_examples(topic_filter: str, topic: str, expected: bool) -> None:
    assert matches(topic_filter, topic) is expected


@pytest.mark.parametrize("topic_filter", VALID)
def test_valid_filters(topic_filter: str) -> None:
    assert is_filter(topic_filter)


@pytest.mark.parametrize("topic_filter", INVALID)
def test_invalid_filters(topic_filter: str) -> None:
    assert not is_filter(topic_filter)


def test_a_topic_has_no_wildcard() -> None:
    assert is_topic("plant/press 1")
    assert not is_topic("plant/+")
    assert not is_topic("plant/#")
    assert not is_topic("")


levels = st.lists(st.sampled_from(["a", "b", "", "$s", "+", "#"]), min_size=1, max_size=4).map("/".join)
names = st.lists(st.sampled_from(["a", "b", "", "$s"]), min_size=1, max_size=4).map("/".join)


@given(st.lists(levels.filter(is_filter), max_size=12), names)
def test_the_tree_finds_what_the_rule_says(filters: list[str], topic: str) -> None:
    tree: FilterTree[str] = FilterTree()
    for one in filters:
        tree.add(one, one, 1)
    assert set(tree.find(topic)) == {one for one in filters if matches(one, topic)}
    for one in filters[::2]:
        tree.remove(one, one)
    assert set(tree.find(topic)) == {one for one in set(filters) - set(filters[::2]) if matches(one, topic)}


def test_the_highest_qos_of_overlapping_filters_counts() -> None:
    tree: FilterTree[str] = FilterTree()
    tree.add("a/#", "x", 0)
    tree.add("a/b", "x", 1)
    assert tree.find("a/b") == {"x": 1}
