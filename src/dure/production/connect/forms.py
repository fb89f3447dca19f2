"""What people type in the wizard after the connection was found."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dure.kernel.errors import Invalid
from dure.plant.models import WorkCenter, WorkUnit
from dure.production.connect.draft import Draft
from dure.telemetry.connections import Choice
from dure.telemetry.models import Meaning

EXCLUSIVE = (Meaning.TOTAL, Meaning.GOOD, Meaning.REJECT, Meaning.REWORK, Meaning.STATE, Meaning.PROGRAM)
MODULI = [
    ("", _("never")),
    ("65536", _("65,536 (16 bit)")),
    ("32768", "32,768"),
    ("10000", "10,000"),
    ("100000", "100,000"),
    ("1000000", "1,000,000"),
    ("4294967296", _("4,294,967,296 (32 bit)")),
]


class UnitForm(forms.Form):
    """The machine that the signals belong to: one that exists, or a new one."""

    unit = forms.ModelChoiceField(
        label=_("Machine"),
        queryset=WorkUnit.objects.filter(is_active=True),
        required=False,
        empty_label=_("A new machine"),
    )
    name = forms.CharField(label=_("Name of the new machine"), max_length=120, required=False)
    work_center = forms.ModelChoiceField(
        label=_("Line of the new machine"), queryset=WorkCenter.objects.filter(is_active=True), required=False
    )
    fastest_cycle_s = forms.DecimalField(
        label=_("Fastest possible seconds per piece"),
        required=False,
        min_value=Decimal("0.0001"),
        max_digits=10,
        decimal_places=4,
        help_text=_("A jump of the counter beyond this is held for a person to confirm."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("unit") is None:
            if not given.get("name"):
                self.add_error("name", _("Give the new machine a name, or choose one above."))
            if given.get("work_center") is None:
                self.add_error("work_center", _("Choose the line that the machine stands in."))
        return given


def choices(data: QueryDict, draft: Draft) -> list[Choice]:
    """What each chosen signal means. Raises Invalid when two say the same, or a number can't be."""
    found = [_choice(data, draft, number, address) for number, address in enumerate(draft.chosen)]
    used = [one for one in found if one.meaning != Meaning.OTHER]
    if not used:
        raise Invalid("Say of at least one signal what it means.")
    for meaning in EXCLUSIVE:
        if sum(one.meaning == meaning for one in used) > 1:
            raise Invalid("Two signals mean “%(meaning)s”; only one can.", meaning=Meaning(meaning).label)
    return found


def _choice(data: QueryDict, draft: Draft, number: int, address: str) -> Choice:
    modulus = data.get(f"modulus-{number}", "")
    return Choice(
        address=address,
        name=data.get(f"name-{number}", "").strip() or draft.name_of(address),
        meaning=data.get(f"meaning-{number}", Meaning.OTHER),
        unit=draft.unit_of(address),
        modulus=_number(modulus) if modulus else None,
        pieces=_number(data.get(f"pieces-{number}", "") or "1"),
        each_message=data.get(f"each-{number}") == "on",
    )


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Invalid("%(text)s is not a number.", text=text) from error


def typed_addresses(text: str) -> Sequence[str]:
    """Addresses that a person typed, one a line."""
    return [line.strip()[:400] for line in text.splitlines() if line.strip()]
