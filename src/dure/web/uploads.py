"""How large may be what people send: each page says it once, and it is looked at before anything is read or kept.

A page that takes files says so by `takes_files`; any other takes what a form without files needs. The size that the
sender announces is looked at twice: by `BodyLimit`, so that nothing of a body that is too large is received, and by
`UploadMiddleware`, which answers in the user's language. `read` and `UploadField` look at each file's own size.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from dure.kernel.errors import Invalid
from dure.web import problems

MB = 1024 * 1024
FORM_MB = 1
"""What the other fields of a form and its borders may take beside the files."""
_TOO_LARGE = "The file is larger than %(limit)s MB. Send a smaller picture, or split a list into several files."

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def takes_files(most_mb: int) -> Callable[[View], View]:
    """Let a page take files of at most so many megabytes in all."""

    def told(view: View) -> View:
        view.most_mb = most_mb  # type: ignore[attr-defined]
        return view

    return told


def read(given: UploadedFile, most_mb: int) -> bytes:
    """What stands in a file. Raises Invalid for one that is larger than so many megabytes, unread."""
    if (given.size or 0) > most_mb * MB:
        raise Invalid(_TOO_LARGE, limit=most_mb)
    return bytes(given.read())


class UploadField(forms.FileField):
    """A file of at most so many megabytes; its kind is checked by what stands in it when it is taken."""

    def __init__(self, *, most_mb: int, **values: Any) -> None:
        self.most_mb = most_mb
        super().__init__(required=values.pop("required", False), **values)

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found and (found.size or 0) > self.most_mb * MB:
            raise forms.ValidationError(_(_TOO_LARGE) % {"limit": self.most_mb})
        return found


def data_of(form: forms.BaseForm, name: str = "picture") -> bytes | None:
    """What was uploaded in a field of a form that is valid; None: nothing."""
    given = form.cleaned_data.get(name)
    return given.read() if given else None


def _most_mb(view: object) -> int:
    return int(getattr(view, "most_mb", settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MB))


def _too_large(length: int, view: object) -> bool:
    return length > (_most_mb(view) + FORM_MB) * MB


class UploadMiddleware:
    """Answers 413 to what is larger than its page takes, before the form is read. Stands before the CSRF check."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or not _too_large(int(length), view):
            return None
        return problems.page(request, 413, _(_TOO_LARGE) % {"limit": _most_mb(view)})


class BodyLimit:
    """Receives nothing of a body that is too large for its page: the page then sees its size and answers.

    Django would keep it on the disk first. A sender that announces no size is cut off where it becomes too much.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = _Limited(scope, receive)
        await self._app(scope, receive, send)


class _Limited:
    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope, self._receive = scope, receive
        self._came, self._is_begun, self._is_cut = 0, False, False

    async def __call__(self) -> MutableMapping[str, Any]:
        if not self._is_begun:
            self._is_begun = True
            if self._refuses(_announced(self._scope)):
                return self._cut()
        message = await self._receive()
        while self._is_cut and message["type"] == "http.request":
            message = await self._receive()
        self._came += len(message.get("body", b""))
        if not self._is_cut and self._refuses(self._came):
            # What wasn't announced is told now, so that the page sees it too.
            self._scope["headers"] = [*self._scope["headers"], (b"content-length", str(self._came).encode())]
            return self._cut()
        return message

    def _refuses(self, length: int) -> bool:
        if length <= FORM_MB * MB:
            return False
        try:
            return _too_large(length, resolve(self._scope["path"]).func)
        except Resolver404:
            return True

    def _cut(self) -> MutableMapping[str, Any]:
        self._is_cut = True
        return {"type": "http.request", "body": b"", "more_body": False}


def _announced(scope: Scope) -> int:
    text = next((value for name, value in scope["headers"] if name == b"content-length"), b"0").decode("latin-1")
    return int(text) if text.isdecimal() else 0
