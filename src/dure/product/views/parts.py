"""What the pages have in common: a form that a service takes, and the person who acts."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dure.kernel.errors import DureError
from dure.plant.models import Person
from dure.web.problems import status_of, text_of
from dure.web.toast import toast


def who(request: HttpRequest) -> Person:
    """The person who acts; only for pages behind the guard."""
    return cast(Person, request.user)


def take(
    request: HttpRequest,
    form: forms.BaseForm,
    do: Callable[[], Any],
    *,
    template: str,
    then: Callable[[Any], str],
    done: str,
    **context: Any,
) -> HttpResponse:
    """Show the form, or do what it asks for. What a service refuses stands over the form as it was typed."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = do()
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return toast(request, redirect(then(made)), done)
    elif request.method == "POST":
        status = 422
    return render(request, template, {"form": form, **context}, status=status)
