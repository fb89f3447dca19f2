"""What the plant has chosen for its stock, and the codes of items."""

from dure.inventory import codes
from dure.inventory.models import CodeRule, Item, ItemUnit, StockRules
from dure.plant.models import NumberSeries


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


def code_rules() -> dict[str, str]:
    """Patterns of item codes by kind of item."""
    return dict(CodeRule.objects.values_list("kind", "pattern"))


def units_in_use() -> set[str]:
    """Codes of units that items are counted in: their size stays."""
    return {*Item.objects.values_list("unit_id", flat=True), *ItemUnit.objects.values_list("unit_id", flat=True)}


def number_series() -> dict[str, str]:
    """Patterns of document numbers by kind, of those that have begun."""
    return dict(NumberSeries.objects.values_list("kind", "pattern"))
