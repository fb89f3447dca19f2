"""People of a firm whom the programme calls or writes to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.programme import personal
from dure.programme.models.firms import OfAFirm


class FirmContact(OfAFirm, personal.PersonalRow):
    """purpose: what the data is kept for, as the person was told. until: the day after which it is destroyed."""

    position = models.CharField(pgettext_lazy("person", "position"), max_length=60)
    name = personal.SealedField(_("name"))
    phone = personal.SealedField(_("phone"), blank=True)
    email = personal.SealedField(_("e-mail"), blank=True)
    purpose = models.CharField(pgettext_lazy("personal data", "purpose"), max_length=200)
    consented_on = models.DateField(_("consent given on"))
    until = models.DateField(pgettext_lazy("personal data", "kept until"))

    class Meta:
        ordering = ["firm", "position"]
        verbose_name = pgettext_lazy("programme", "contact")
        verbose_name_plural = pgettext_lazy("programme", "contacts")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("consented_on")), name="programme_contact_days"),
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="programme_contact_can_be_reached"),
        ]

    def __str__(self) -> str:
        return self.position

    @property
    def masked(self) -> dict[str, str]:
        """Name, phone and e-mail as lists show them."""
        return {
            "name": personal.masked_name(self.opened(self.name)),
            "phone": personal.masked_phone(self.opened(self.phone)),
            "email": personal.masked_email(self.opened(self.email)),
        }
