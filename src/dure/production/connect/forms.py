"""What people type in the wizard after the connection was found."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import WorkCenter, WorkUnit
from dure.production.connect.draft import Draft
from dure.production.unit import UnitState
from dure.telemetry.connections import Choice
from dure.telemetry.models import Meaning, Signal

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


class UpkeepForm(forms.Form):
    """What every connection has besides its protocol's settings."""

    silent_after_s = forms.IntegerField(
        label=_("Say that it is silent after (s)"),
        min_value=1,
        max_value=86_400,
        help_text=_("Seconds without any value. Longer for machines that only send changes."),
    )
    collects_everything = forms.BooleanField(
        label=_("Collect everything that comes, also signals that nobody chose"), required=False
    )


class CopyForm(forms.Form):
    """A twin of a connection, and the machine that its signals belong to."""

    name = forms.CharField(label=_("What do you call this connection?"), max_length=120)
    unit = forms.ModelChoiceField(
        label=_("Machine"),
        queryset=WorkUnit.objects.filter(is_active=True),
        required=False,
        empty_label=_("Say it later"),
        help_text=_("Its signals mean for this machine what they mean for the first one."),
    )


class SignalForm(forms.Form):
    """What a signal means, and from when."""

    name = forms.CharField(label=_("Name"), max_length=200)
    meaning = forms.ChoiceField(label=_("It means"), choices=Meaning.choices)
    unit_of = forms.ModelChoiceField(
        label=_("Machine"),
        queryset=WorkUnit.objects.filter(is_active=True),
        required=False,
        empty_label=_("no machine"),
    )
    unit = forms.CharField(label=_("Unit of measure"), max_length=30, required=False)
    pieces = forms.DecimalField(
        label=_("Pieces per count"),
        min_value=Decimal("0.0001"),
        max_digits=12,
        decimal_places=4,
        help_text=_("2 when one stroke makes two pieces; 0.5 when a piece needs two strokes"),
    )
    modulus = forms.ChoiceField(label=_("It starts again at"), required=False)
    each_message = forms.BooleanField(label=_("Each value is a number of pieces, not a running total"), required=False)
    when = forms.ChoiceField(
        label=_("From when"),
        choices=[
            ("now", _("From now on")),
            ("since", _("From an earlier moment; what was counted since is corrected")),
        ],
        initial="now",
        widget=forms.RadioSelect,
    )
    since = forms.DateTimeField(
        label=_("The earlier moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        own = str(self.initial.get("modulus") or self.data.get("modulus") or "")
        choices = [*MODULI, *([(own, own)] if own.isdecimal() and own not in dict(MODULI) else [])]
        field = self.fields["modulus"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @classmethod
    def begin(cls, signal: Signal) -> dict[str, Any]:
        """The fields as a signal stands."""
        return {
            "name": signal.name,
            "meaning": signal.meaning,
            "unit_of": signal.work_unit_id,
            "unit": signal.unit,
            "pieces": f"{signal.pieces_per_count.normalize():f}",
            "modulus": f"{signal.counter_modulus:f}" if signal.counter_modulus else "",
            "each_message": signal.counts_each_message,
            "when": "now",
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("when") == "now":
            given["since"] = None
        elif given.get("since") is None:
            self.add_error("since", _("Choose the moment from which it holds."))
        elif given["since"] > clock.now():
            self.add_error("since", _("The moment can't lie in the future."))
        return given

    def choice(self, address: str) -> Choice:
        """What was chosen. Only for a form that is valid."""
        given = self.cleaned_data
        modulus = Decimal(given["modulus"]) if given["modulus"] else None
        return Choice(
            address, given["name"], given["meaning"], given["unit"], modulus, given["pieces"], given["each_message"]
        )


class WordForm(forms.Form):
    """What a machine's word means."""

    word = forms.CharField(max_length=60)
    state = forms.ChoiceField(choices=[(state.value, state.value) for state in UnitState])
    finishes_cycle = forms.BooleanField(required=False)


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
