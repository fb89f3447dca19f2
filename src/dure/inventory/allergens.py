"""Allergens that Korean food labels must name (식품 등의 표시기준 [별지 1], 2. 소비자 안전을 위한 주의사항)."""

from django.utils.translation import gettext_lazy as _

ALLERGENS = [
    ("egg", _("Eggs (poultry)")),
    ("milk", _("Milk")),
    ("buckwheat", _("Buckwheat")),
    ("peanut", _("Peanut")),
    ("soy", _("Soybean")),
    ("wheat", _("Wheat")),
    ("pine_nut", _("Pine nut")),
    ("walnut", _("Walnut")),
    ("crab", _("Crab")),
    ("shrimp", _("Shrimp")),
    ("squid", _("Squid")),
    ("mackerel", _("Mackerel")),
    ("shellfish", _("Shellfish (oyster, abalone, mussel included)")),
    ("peach", _("Peach")),
    ("tomato", _("Tomato")),
    ("chicken", _("Chicken")),
    ("pork", _("Pork")),
    ("beef", _("Beef")),
    ("sulfite", _("Sulfites (10 mg/kg SO₂ or more)")),
]
