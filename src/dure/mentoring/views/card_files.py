"""Cards as files between factories, and their pictures."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dure.kernel.errors import DureError
from dure.mentoring.forms.cards import FileForm, ShareForm
from dure.mentoring.models import CardPicture, PracticeCard
from dure.mentoring.services.card_sharing import share_card, take_card
from dure.plant.acting import who
from dure.product.media import MOST_FILE_MB
from dure.product.serving import file_answer
from dure.web.forms import take
from dure.web.listing import as_file
from dure.web.paper import issuer
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.uploads import data_of, takes_files

FORM = "mentoring/form.html"


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes out is shown, then downloaded; nothing is sent from here."""
    row, form, status = row_or_404(PracticeCard, "author", pk=pk), ShareForm(request.POST or None), 200
    if request.method == "GET":
        form = ShareForm(initial={"origin": issuer().name})
    elif form.is_valid():
        try:
            data = share_card(card=row, by=who(request), **form.cleaned_data)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return as_file(data, f"{row.number} {row.title}.zip", "application/zip")
    else:
        status = 422
    context = {"form": form, "heading": _("Share with another factory"), "back": reverse("mentoring:card", args=[pk])}
    return render(request, "mentoring/card_share.html", context | {"card": row}, status=status)


@takes_files(MOST_FILE_MB)
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    return take(
        request, form, lambda: take_card(data=data_of(form, "file") or b"", by=who(request)), template=FORM,
        then=lambda made: reverse("mentoring:card", args=[made[0].pk]), done=_("The card is here."),
        heading=_("Take in a card from elsewhere"), back=reverse("mentoring:cards"),
        hint=_("It is shown with its origin. What was learnt of a card that you know is added to it."),
    )  # fmt: skip


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_answer(row_or_404(CardPicture, pk=pk).file)
