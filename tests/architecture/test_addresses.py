"""Addresses by themselves: each leads to one page."""

import re
from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """(what it looks like without the names of its parts, its name)."""
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here)
        elif isinstance(entry, URLPattern):
            yield re.sub(r"<(\w+):\w+>", r"<\1>", here), str(entry.name)


def test_no_two_pages_have_the_same_address():
    found = [(place, name) for place, name in addresses(get_resolver()) if not place.startswith("admin/")]
    assert len(found) > 300
    often = Counter(place for place, _name in found)
    assert [one for one in found if often[one[0]] > 1] == []
