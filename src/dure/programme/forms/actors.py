"""What people type about firms, organisations and seats."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.models import Firm, Organisation
from dure.programme.models.actors import KINDS
from dure.web.fields import DATE, ServiceForm


class FirmForm(ServiceForm):
    business_number = forms.CharField(
        label=_("business number"), max_length=14, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    class Meta:
        model = Firm
        fields = ("business_number", "name", "city", "sector", "people", "sales", "founded_on", "latitude", "longitude")
        widgets = {"founded_on": DATE}


class OrganisationForm(ServiceForm):
    class Meta:
        model = Organisation
        fields = ("kind", "name", "city", "firm", "is_active")


class SeatForm(forms.Form):
    username = forms.CharField(label=_("log-in name"), max_length=150)
    display_name = forms.CharField(label=_("name"), max_length=60)
    first_on = forms.DateField(label=_("from"), widget=DATE)
    last_on = forms.DateField(label=_("to"), widget=DATE, required=False)


class EndForm(forms.Form):
    last_on = forms.DateField(label=_("last day"), widget=DATE)


class FirmSearch(forms.Form):
    q = forms.CharField(label=_("Name or business number"), required=False)
    city = forms.ChoiceField(label=_("City or county"), choices=[("", "–"), *CITY_CHOICES], required=False)
    sector = forms.CharField(label=_("sector"), max_length=5, required=False)


class KindSearch(forms.Form):
    kind = forms.ChoiceField(label=_("kind"), choices=[("", "–"), *KINDS], required=False)
