"""What people type about plants that report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.programme.models import EnrolledPlant
from dure.web.fields import ServiceForm


class EnrolForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=80)
    key = forms.CharField(
        label=_("key of the plant"), max_length=120,
        help_text=_("64 letters and digits; the plant shows them under Link to the region."),
    )  # fmt: skip


class PlantForm(ServiceForm):
    class Meta:
        model = EnrolledPlant
        fields = ("name", "is_active")
