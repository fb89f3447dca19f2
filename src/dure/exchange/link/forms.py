"""What people type about hubs and data contracts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.exchange.link.models import Contract, Hub
from dure.performance.selectors import OFFERS
from dure.web.fields import DATE, LINES, ServiceForm


class JoinForm(forms.Form):
    text = forms.CharField(label=_("invitation of the hub"), widget=LINES)


class ContractForm(ServiceForm):
    hub = forms.ModelChoiceField(label=_("hub"), queryset=Hub.objects.all(), empty_label=None)
    codes = forms.MultipleChoiceField(
        label=_("figures"), widget=forms.CheckboxSelectMultiple,
        choices=[(offer.code, offer.name) for offer in OFFERS.values()],
    )  # fmt: skip

    class Meta:
        model = Contract
        fields = ("hub", "reader", "purpose", "codes", "first_on", "last_on", "read_until")
        widgets = dict.fromkeys(("first_on", "last_on", "read_until"), DATE)
        help_texts = {
            "read_until": _("From the day after, nobody at the hub can open the figures any more."),
        }
