"""What people type about MQTT log-ins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.telemetry.mqtt_logins import DEFAULT_PORT


class LoginForm(forms.Form):
    """A new log-in; Dure makes its password."""

    user = forms.RegexField(
        r"^[\w.@-]{1,60}$",
        label=_("User name"),
        max_length=60,
        help_text=_("Letters, digits, dot, hyphen, underscore and @; such as press-1. One for each device."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    note = forms.CharField(
        label=_("What for"), max_length=120, required=False, help_text=_("Such as: sensor box at press 1")
    )


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What for"), max_length=120, required=False)


class BrokerForm(forms.Form):
    """Where the broker listens and how it encrypts."""

    port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65_535, initial=DEFAULT_PORT, help_text=_("1883, with TLS usually 8883")
    )
    certificate = forms.CharField(
        label=_("Certificate file"),
        max_length=300,
        required=False,
        help_text=_("PEM file on the gateway's computer; empty: without encryption"),
    )
    key = forms.CharField(
        label=_("Key file"), max_length=300, required=False, help_text=_("Empty when the certificate file holds it")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("key") and not given.get("certificate"):
            self.add_error("certificate", _("A key needs its certificate."))
        return given
