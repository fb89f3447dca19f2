"""What people type about a contact."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.web.fields import DATE


class ContactForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=60)
    position = forms.CharField(label=pgettext_lazy("person", "position"), max_length=60)
    phone = forms.CharField(
        label=_("phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("e-mail"), max_length=120, required=False, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    purpose = forms.CharField(
        label=pgettext_lazy("personal data", "purpose"), max_length=200,
        help_text=_("what the person was told that it is kept for"),
    )  # fmt: skip
    consented_on = forms.DateField(label=_("consent given on"), widget=DATE)
    until = forms.DateField(
        label=pgettext_lazy("personal data", "kept until"), widget=DATE, help_text=_("destroyed on the day after")
    )


class ContactChangeForm(ContactForm):
    """What is sealed isn't shown: a field that is left empty stays as it is."""

    name = forms.CharField(label=_("name"), max_length=60, required=False, help_text=_("empty: stays as it is"))
    phone = forms.CharField(
        label=_("phone"), max_length=20, required=False, help_text=_("empty: stays as it is"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("e-mail"), max_length=120, required=False, help_text=_("empty: stays as it is"),
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )  # fmt: skip
