"""Fields that several forms of safety use."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.kernel import clock
from dure.plant.models import Site
from dure.product.media import MOST_PICTURE_MB
from dure.web.uploads import UploadField

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea(attrs={"rows": 3})
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
PICTURES = {"accept": "image/jpeg,image/png,image/webp", "data-photo": "1600"}
CAMERA = PICTURES | {"capture": "environment"}


def today() -> date:
    return timezone.localdate(clock.now())


def sites() -> QuerySet[Site]:
    return Site.objects.filter(is_active=True)


def picture_field(label: Any = "", *, camera: bool = False) -> forms.FileField:
    """A picture, taken with the camera where there is one. Its kind and size are checked when it is taken."""
    widget = forms.FileInput(attrs=CAMERA if camera else PICTURES)
    return UploadField(most_mb=MOST_PICTURE_MB, label=label or _("picture"), widget=widget)
