"""Undo in the message after a change: its address, and its answer."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dure.plant.acting import watch_changes, who
from dure.plant.models import ChangeRecord
from dure.plant.selectors import change_after
from dure.web.access import allows, pass_of
from dure.web.toast import toast


@dataclass(frozen=True, slots=True)
class Undo:
    """How one kind of record is taken back. page: the address; take: the service; place: the page of a row then."""

    page: str
    take: Callable[..., tuple[ChangeRecord, Model]]
    place: Callable[[Model], str]

    def address(self, before: int, row: Model, request: HttpRequest | None = None) -> str:
        """What takes back the change of a row made since; "" when nothing was changed, or for who may not."""
        if request is not None and not allows(pass_of(request), self.page):
            return ""
        record = change_after(before, row)
        return reverse(self.page, args=[record.pk]) if record else ""

    def answer(self, request: HttpRequest, record_id: int) -> HttpResponse:
        """Take a change back and go to the page of what it changed."""
        again = watch_changes(self.page)
        record, row = self.take(record_id=record_id, by=who(request))
        text = _("%(name)s is as it was before.") % {"name": record.label}
        return toast(request, redirect(self.place(row)), text, kind="info", undo=again(row))
