"""Where a gap in the standards is closed."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from dure.product.coverage import Thing
from dure.web.access import allows
from dure.web.passes import Pass


def address_of(gap: Thing, holder: Pass) -> str:
    """The address of the form, nothing when the holder of the pass may not open it or no page closes it yet.

    Arguments that the page's address doesn't take go behind the question mark.
    """
    if not allows(holder, gap.form):
        return ""
    values = dict(gap.key)
    try:
        return reverse(gap.form, kwargs=values)
    except NoReverseMatch:
        return f"{reverse(gap.form)}?{urlencode(values)}"
