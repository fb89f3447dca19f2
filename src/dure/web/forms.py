"""A form that a service takes: shown, done, or shown again with what the service refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from dure.kernel.errors import DureError
from dure.web.problems import status_of, text_of
from dure.web.toast import toast


def take(
    request: HttpRequest,
    form: forms.BaseForm,
    do: Callable[[], Any],
    *,
    template: str,
    then: str | Callable[[Any], str],
    done: str | Promise,
    undo: Callable[[Any], str] = lambda _made: "",
    **context: Any,
) -> HttpResponse:
    """Show the form, or do what it asks for. What a service refuses stands over the form as it was typed.

    undo: tells the address that takes back what was made.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = do()
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            address = then if isinstance(then, str) else then(made)
            return toast(request, redirect(address), str(done), undo=undo(made))
    elif request.method == "POST":
        status = 422
    return render(request, template, {"form": form, **context}, status=status)
