"""What people type about practice cards. Rules beyond the form of a field live in the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models import CardPicture, PracticeCard
from dure.mentoring.selectors.cards import linkable
from dure.plant.models import WorkUnit
from dure.plant.selectors import active_areas
from dure.product.media import MOST_FILE_MB, MOST_PICTURE_MB
from dure.web.fields import LINES, PHOTOS, ServiceForm
from dure.web.uploads import UploadField

MONEY = {"inputmode": "numeric", "autocomplete": "off"}


class CardForm(ServiceForm):
    class Meta:
        model = PracticeCard
        fields = (
            "title", "problem", "cause", "measure", "lesson", "loss", "sector", "process", "machine_kind", "size",
            "cost_won",
        )  # fmt: skip
        widgets = dict.fromkeys(("problem", "cause", "measure", "lesson"), LINES) | {
            "cost_won": forms.TextInput(attrs=MONEY)
        }
        help_texts = {
            "title": _("What somebody with the same problem would look for."),
            "process": _("For example: spot welding, blending, painting."),
            "size": _("Where it was tried."),
            "lesson": _("When it doesn't help, what went wrong at first."),
        }


class PictureForm(forms.Form):
    file = UploadField(most_mb=MOST_PICTURE_MB, required=True, label=_("picture"), widget=forms.FileInput(attrs=PHOTOS))
    side = forms.ChoiceField(label=_("shows"), choices=CardPicture.Side.choices)
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class LinkForm(forms.Form):
    task = forms.ModelChoiceField(label=_("improvement task"), queryset=None)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["task"].queryset = linkable()  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    why = forms.CharField(label=_("why withdrawn"), max_length=300)


class TryForm(forms.Form):
    area = forms.ModelChoiceField(label=_("area"), queryset=None, empty_label=None)
    work_unit = forms.ModelChoiceField(label=_("work unit"), queryset=None, required=False)
    note = forms.CharField(label=_("what is wrong here"), max_length=1000, required=False, widget=LINES)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        units = WorkUnit.objects.filter(is_active=True).select_related("work_center__area").order_by("sort_order")
        self.fields["area"].queryset = active_areas()  # type: ignore[attr-defined]
        self.fields["work_unit"].queryset = units  # type: ignore[attr-defined]


class ShareForm(forms.Form):
    origin = forms.CharField(
        label=_("your firm in the file"), max_length=120,
        help_text=_("As you want it: the name, or only the kind and the region."),
    )  # fmt: skip
    names_author = forms.BooleanField(label=_("the author agrees to be named"), required=False)


class FileForm(forms.Form):
    file = UploadField(
        most_mb=MOST_FILE_MB, required=True, label=_("file of a card (zip)"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )  # fmt: skip
