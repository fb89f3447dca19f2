"""Practice cards: found, written, published, tried."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.mentoring import stems
from dure.mentoring.forms.cards import CardForm, LinkForm, PictureForm, TryForm, WithdrawForm
from dure.mentoring.models import CardPicture, CardTask, CardUse, PracticeCard
from dure.mentoring.models.tasks import LOSSES
from dure.mentoring.selectors import cards as selectors
from dure.mentoring.services import cards as services
from dure.mentoring.views.knowhow_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.product.media import MOST_PICTURE_MB
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

FORM = "mentoring/form.html"
_CHOICES = ("sector", "loss", "size")
Status = PracticeCard.Status


@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    words, status = request.GET.get("q", "").strip(), request.GET.get("state", Status.PUBLISHED)
    chosen = {name: request.GET.get(name, "") for name in _CHOICES}
    rows = selectors.cards(status="" if status == "all" else status, **chosen)
    fields = [
        Field(_("number"), lambda row: row.card.number),
        Field(_("title"), lambda row: row.card.title),
        Field(_("kind of loss"), lambda row: row.card.get_loss_display()),
        Field(_("sector"), lambda row: row.card.get_sector_display()),
        Field(_("process"), lambda row: row.card.process),
        Field(_("cost (won)"), lambda row: row.card.cost_won, "number"),
        Field(_("state"), lambda row: row.card.get_status_display()),
        Field(_("proof"), lambda row: row.proof.value),
        Field(_("tried"), lambda row: row.tried, "number"),
        Field(_("helped"), lambda row: row.helped, "number"),
    ]
    return listing(
        request, "mentoring/cards.html", selectors.found(rows, words) if words else rows, fields,
        title=_("Practice cards"), dress=lambda found: selectors.dressed(list(found)), words=words, status=status,
        chosen=chosen, reuse=selectors.reuse(), knows_forms=stems.analyser().knows_forms,
        stale=selectors.without_forms().count(), losses=LOSSES, states=Status.choices,
        sectors=PracticeCard.Sector.choices, sizes=PracticeCard.Size.choices,
    )  # fmt: skip


@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(pk))


def _row(pk: int) -> PracticeCard:
    return row_or_404(PracticeCard, "author", "published_by", pk=pk)


def _page(request: HttpRequest, row: PracticeCard, *, status: int = 200, **forms: Any) -> HttpResponse:
    given = {"picture_form": PictureForm(), "link_form": LinkForm(), "withdraw_form": WithdrawForm()} | forms
    return render(request, "mentoring/card.html", {"page": selectors.page_of(row), "card": row} | given, status=status)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = CardForm(request.POST or None)
    return take(
        request, form, lambda: services.add_card(by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:card", args=[made.pk]), done=_("Added."), heading=_("Write a card"),
        back=reverse("mentoring:cards"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    before, back = newest_change(), reverse("mentoring:card", args=[pk])
    form = CardForm(request.POST or None, instance=_row(pk))
    return take(
        request, form, lambda: services.change_card(card=_row(pk), by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=str(_row(pk)), back=back,
    )  # fmt: skip


@takes_files(MOST_PICTURE_MB)
@require_POST
def picture_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _row(pk), PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, picture_form=form, status=422)
    try:
        given = {name: form.cleaned_data[name] for name in ("side", "note")}
        services.add_picture(card=row, data=data_of(form, "file") or b"", by=who(request), **given)
    except DureError as error:
        form.add_error(None, text_of(error))
        return _page(request, row, picture_form=form, status=status_of(error))
    return toast(request, redirect("mentoring:card", pk), _("Added."))


@require_POST
def picture_remove(request: HttpRequest, pk: int) -> HttpResponse:
    before, row = newest_change(), row_or_404(CardPicture, "card", pk=pk)
    services.remove_picture(picture=row, by=who(request))
    return toast(request, redirect("mentoring:card", row.card_id), _("Removed."), undo=undo_address(before, row))


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, before = _row(pk), LinkForm(request.POST), newest_change()
    if not form.is_valid():
        return _page(request, row, link_form=form, status=422)
    made = services.link_task(card=row, task=form.cleaned_data["task"], by=who(request))
    return toast(request, redirect("mentoring:card", pk), _("Added."), undo=undo_address(before, made))


@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    before, row = newest_change(), row_or_404(CardTask, "card", pk=pk)
    services.unlink_task(link=row, by=who(request))
    return toast(request, redirect("mentoring:card", row.card_id), _("Removed."), undo=undo_address(before, row))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    services.publish_card(card=_row(pk), by=who(request))
    return toast(request, redirect("mentoring:card", pk), _("Published: everybody in the plant can find it."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, before = _row(pk), WithdrawForm(request.POST), newest_change()
    if not form.is_valid():
        return _page(request, row, withdraw_form=form, status=422)
    made = services.withdraw_card(card=row, why=form.cleaned_data["why"], by=who(request))
    return toast(request, redirect("mentoring:card", pk), _("Withdrawn."), undo=undo_address(before, made))


@require_POST
def version(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.new_version(card=_row(pk), by=who(request))
    return toast(request, redirect("mentoring:card", made.pk), _("A new version is begun."))


@require_http_methods(["GET", "POST"])
def try_here(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = _row(pk), reverse("mentoring:card", args=[pk])
    form = TryForm(request.POST or None)
    return take(
        request, form, lambda: services.try_card(card=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("An improvement task is begun from this card."), heading=_("Try it here"), back=back,
        hint=str(row),
    )  # fmt: skip


@require_POST
def untry(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.untry_card(use=row_or_404(CardUse, "card", pk=pk), by=who(request))
    return toast(request, redirect("mentoring:card", row.card_id), _("Taken back."))


@require_POST
def effects(request: HttpRequest, pk: int) -> HttpResponse:
    changed = services.take_effects(card=_row(pk), by=who(request))
    text = _("Effects taken over: %(n)s.") % {"n": changed} if changed else _("Nothing new was measured yet.")
    return toast(request, redirect("mentoring:card", pk), text, kind="success" if changed else "info")


@require_POST
def index(request: HttpRequest) -> HttpResponse:
    left = services.index_cards(by=who(request))
    text = _("%(n)s cards are left.") % {"n": left} if left else _("All cards are found by their words.")
    return toast(request, redirect("mentoring:cards"), text)
