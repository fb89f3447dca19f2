"""What people type about drawings and documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.models import WorkUnit
from dure.product.forms.making import DATE
from dure.product.forms.standards import MaybeItemField
from dure.product.media import MOST_FILE_MB
from dure.product.models import ItemDocument
from dure.web.uploads import UploadField

_KINDS = {"accept": ".pdf,.jpg,.jpeg,.png,.webp,.dwg,.dxf,.step,.stp"}


class DocumentForm(forms.ModelForm):
    item = MaybeItemField(label=_("item"))

    class Meta:
        model = ItemDocument
        fields = ("title", "kind", "item", "work_unit", "number")
        help_texts = {"number": _("Left empty, it gets the next one.")}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["number"].required = False
        self.fields["work_unit"].queryset = WorkUnit.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class DocumentChangeForm(DocumentForm):
    class Meta(DocumentForm.Meta):
        fields = ("title", "kind", "item", "work_unit", "number", "is_active")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["number"].required = True


class RevisionForm(forms.Form):
    revision = forms.CharField(label=_("revision"), max_length=12)
    valid_from = forms.DateField(label=_("valid from"), widget=DATE)
    file = UploadField(
        label=_("file"), most_mb=MOST_FILE_MB, required=True, widget=forms.FileInput(attrs=_KINDS),
        help_text=_("PDF, picture, DWG, DXF or STEP; 30 MB at most."),
    )  # fmt: skip
