"""Files that people gave go out with the kind that they were taken with, and nothing else does."""

from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.http import Http404

from dure.product.media import PICTURES
from dure.product.serving import file_answer


def _file(name):
    storage = InMemoryStorage()
    kept = storage.save(name, ContentFile(b"as it was given")) if name else ""
    return FieldFile(SimpleNamespace(), FileField(storage=storage), kept)


def test_a_file_goes_out_as_it_was_given():
    answer = file_answer(_file("before.webp"))
    assert b"".join(answer.streaming_content) == b"as it was given"
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer["Content-Disposition"] == 'inline; filename="before.webp"'


def test_it_may_be_kept_for_longer():
    assert file_answer(_file("a.jpg"), seconds=604800)["Cache-Control"] == "private, max-age=604800"


@pytest.mark.parametrize(("name", "of"), [("", None), ("script.html", None), ("no-ending", None), ("a.pdf", PICTURES)])
def test_there_is_nothing_else_to_be_had(name, of):
    with pytest.raises(Http404):
        file_answer(_file(name), **({"of": of} if of else {}))
