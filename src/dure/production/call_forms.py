"""Who is called for a kind of help: at once, and twice more when nobody comes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.models import ROLE_NAMES
from dure.plant.roles import Role
from dure.production.models import CallKind
from dure.production.selectors.andon import levels

_STEPS = 3
_MOST_MIN = 24 * 60


class CallRulesForm(forms.Form):
    """Three times with their people; the first is at once, an empty one is left out."""

    def __init__(self, kind: CallKind, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=kind.value)
        self.kind = kind
        known = sorted(levels()[kind.value], key=lambda one: one.after_s)
        for place in range(_STEPS):
            level = known[place] if place < len(known) else None
            if place:
                self.fields[f"after{place}"] = forms.IntegerField(
                    label=_("minutes without an answer"), min_value=1, max_value=_MOST_MIN, required=False,
                    initial=level.after_s // 60 if level else None,
                )  # fmt: skip
            self.fields[f"roles{place}"] = forms.MultipleChoiceField(
                label=_("who is called"), required=place == 0, widget=forms.CheckboxSelectMultiple,
                choices=[(role.value, ROLE_NAMES[role]) for role in Role],
                initial=sorted(level.roles) if level else [],
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """(field of the time, field of the people) for each step; at once has no time."""
        return [(self[f"after{place}"] if place else None, self[f"roles{place}"]) for place in range(_STEPS)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(1, _STEPS):
            if bool(given.get(f"after{place}")) != bool(given.get(f"roles{place}")):
                self.add_error(f"after{place}", _("Give minutes and people, or neither."))
        first, second = given.get("after1"), given.get("after2")
        if first and second and second <= first:
            self.add_error("after2", _("Later than the time above."))
        return given

    @property
    def levels(self) -> list[tuple[int, list[str]]]:
        given = self.cleaned_data
        later = [
            (given[f"after{place}"] * 60, given[f"roles{place}"]) for place in (1, 2) if given.get(f"after{place}")
        ]
        return [(0, given["roles0"]), *later]
