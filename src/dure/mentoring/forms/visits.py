"""What people type about visits between factories."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.models import FactoryVisit, VisitBooking
from dure.web.fields import CLOCK, DATE, ServiceForm

LINES = forms.Textarea(attrs={"rows": 4})
STATEMENT = _(
    "What we see and hear during the visit we use to improve our own work only. We take no pictures or recordings"
    " without leave, pass on neither figures nor drawings, names or customers of the host, and keep to the way and the"
    " protective gear that the host tells us. This holds for three years after the visit."
)


class VisitForm(ServiceForm):
    class Meta:
        model = FactoryVisit
        fields = ("topic", "shows", "held_on", "starts", "ends", "place", "most", "statement")
        widgets = {"shows": LINES, "statement": LINES, "held_on": DATE, "starts": CLOCK, "ends": CLOCK}
        help_texts = {"shows": _("Guests read this. Leave out what a competitor must not know.")}


class BookForm(ServiceForm):
    accepts = forms.BooleanField(label=_("We accept the confidentiality statement for all who come"))

    class Meta:
        model = VisitBooking
        fields = ("firm", "contact", "reach", "people", "questions")
        widgets = {"people": LINES, "questions": LINES}
        help_texts = {"people": _("One name a line.")}


class DecideForm(forms.Form):
    status = forms.ChoiceField(label=_("decision"), choices=VisitBooking.Status.choices[1:])
    answer = forms.CharField(
        label=_("answer"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class NotesForm(forms.Form):
    notes = forms.CharField(label=_("what came of it"), max_length=4000, required=False, widget=LINES)
