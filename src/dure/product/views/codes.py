"""How the codes of each kind of item look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dure.inventory.models import Item
from dure.inventory.selectors import code_rules as patterns_by_kind
from dure.inventory.selectors import proposed_code
from dure.inventory.services import set_code_rule
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.product.forms import CodeRuleForm
from dure.web.problems import status_of, text_of
from dure.web.toast import toast


@require_http_methods(["GET", "POST"])
def code_rules(request: HttpRequest) -> HttpResponse:
    """A pattern by kind; codes that are there stay, new ones follow it."""
    form, status = CodeRuleForm(request.POST or None, initial={"kind": request.GET.get("kind", "")}), 200
    if request.method == "POST" and form.is_valid():
        try:
            set_code_rule(by=who(request), **form.cleaned_data)
        except DureError as error:
            form.add_error("pattern", text_of(error))
            status = status_of(error)
        else:
            return toast(request, redirect("product:code_rules"), _("Saved."))
    elif request.method == "POST":
        status = 422
    patterns = patterns_by_kind()
    rows = [(kind, label, patterns.get(kind, ""), proposed_code(kind)) for kind, label in Item.Kind.choices]
    return render(request, "product/code_rules.html", {"form": form, "rows": rows}, status=status)
