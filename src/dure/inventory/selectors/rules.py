"""What the plant has chosen for its stock, and the codes of items."""

from dure.inventory import codes
from dure.inventory.models import CodeRule, Item, StockRules


def stock_rules() -> StockRules:
    """The plant's choices, or those of a new plant."""
    return StockRules.objects.filter(pk=1).first() or StockRules(pk=1)


def proposed_code(kind: str) -> str:
    """The next code by the rule of the kind of item; empty when there is no rule."""
    pattern = CodeRule.objects.filter(kind=kind).values_list("pattern", flat=True).first()
    if pattern is None:
        return ""
    used = Item.objects.filter(code__startswith=codes.fixed_part(pattern)).values_list("code", flat=True)
    return codes.next_code(pattern, used)
