"""What is too large is refused before it is read, in the user's language, on every page that takes files."""

import inspect
import io

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dure.config.asgi import application
from dure.kernel.errors import Invalid
from dure.plant.roles import Role
from dure.web.uploads import MB, UploadField, read
from tests.plant.plants import logged_in, person

KOREAN = "파일이 30MB보다 큽니다. 사진과 동영상은 크기를 줄이고, 엑셀은 여러 파일로 나누어 다시 올리세요."


class Unread(io.BytesIO):
    """A body or a file of so many bytes that nobody may read."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def read(self, *_args: object) -> bytes:
        raise AssertionError("it was read")


def test_a_file_that_is_too_large_is_refused_unread():
    large = SimpleUploadedFile("a.xlsx", b"")
    large.file, large.size = Unread(30 * MB + 1), 30 * MB + 1
    with pytest.raises(Invalid, match="larger than 30 MB"):
        read(large, 30)
    assert read(SimpleUploadedFile("a.xlsx", b"12"), 1) == b"12"
    field = UploadField(most_mb=5)
    large.size = 5 * MB + 1
    with pytest.raises(Exception, match="5MB"):
        field.clean(large)


@pytest.mark.django_db
@pytest.mark.parametrize(("announced", "status"), [(31 * MB, 403), (31 * MB + 1, 413), (10**12, 413)])
def test_a_page_answers_before_the_form_is_read(announced: int, status: int):
    """Up to 30 MB and one for the form the check of the form's token comes next; it has none here."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.ADMINISTRATOR, name="desk"))
    body = io.BytesIO(b"") if status == 403 else Unread(announced)
    answer = client.generic(
        "POST", "/imports/new", b"", "multipart/form-data; boundary=b",
        **{"CONTENT_LENGTH": str(announced), "wsgi.input": body}, headers={"Accept-Language": "ko"},
    )  # fmt: skip
    assert answer.status_code == status
    if status == 413:
        assert KOREAN in answer.content.decode()


@async_to_sync
async def asked(
    headers: list[tuple[bytes, bytes]], path: str = "/imports/new", pieces: int = 0
) -> tuple[int, str, int]:
    """Status, text, and how many megabytes of a body were taken before the answer."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": b"", "scheme": "http", "server": ("testserver", 80),
        "client": ("127.0.0.1", 1), "headers": [(b"host", b"testserver"), (b"accept-language", b"ko"), *headers],
    }  # fmt: skip
    asking = ApplicationCommunicator(application, scope)
    for _piece in range(pieces):
        await asking.send_input({"type": "http.request", "body": bytes(MB), "more_body": True})
    start = await asking.receive_output(20)
    text = (await asking.receive_output(20))["body"].decode()
    left = asking.input_queue.qsize()
    await asking.send_input({"type": "http.disconnect"})
    await asking.wait(20)
    return start["status"], text, pieces - left


@pytest.mark.django_db
def test_nothing_of_a_body_that_is_too_large_is_received():
    """The sender has sent only its head, and gets the answer."""
    status, text, taken = asked([(b"content-length", b"%d" % (40 * MB))])
    assert (status, taken) == (413, 0)
    assert KOREAN in text


@pytest.mark.django_db
def test_a_body_without_a_size_is_cut_off_where_it_becomes_too_much():
    status, text, _taken = asked([(b"transfer-encoding", b"chunked")], pieces=40)
    assert status == 413
    assert KOREAN in text


@pytest.mark.django_db
def test_a_page_without_files_takes_what_a_form_needs():
    status, _text, taken = asked([(b"content-length", b"%d" % (20 * MB))], path="/login/")
    assert (status, taken) == (413, 0)


def views(resolver: URLResolver) -> list[URLPattern]:
    found = []
    for one in resolver.url_patterns:
        found += views(one) if isinstance(one, URLResolver) else [one]
    return found


def test_every_page_that_takes_files_says_how_large_they_may_be():
    """Else only what a form without files needs would come through, with a text that says 12 MB."""
    missing, told = [], 0
    for one in views(get_resolver()):
        source = inspect.getsource(inspect.unwrap(one.callback)) if one.callback.__module__.startswith("dure.") else ""
        if "request.FILES" in source:
            told += 1
            if not hasattr(one.callback, "most_mb"):
                missing.append(one.name)
    assert missing == []
    assert told >= 10


@pytest.mark.django_db
def test_a_scripted_request_gets_the_text_as_json():
    client = logged_in(person(Role.ADMINISTRATOR, name="desk"))
    answer = client.generic(
        "POST", "/imports/new", b"", "multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(99 * MB), headers={"Accept": "application/json", "Accept-Language": "en"},
    )  # fmt: skip
    assert answer.status_code == 413
    assert answer.json()["error"].startswith("The file is larger than 30 MB.")
