"""The own company: what documents say of it, its seal, history and undo."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dure.kernel.errors import Invalid
from dure.plant import issuer, services
from dure.plant.models import Enterprise
from dure.plant.roles import Role
from dure.web.paper import Party
from tests.access.things import PIXEL
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.SECOND_FACTOR = False
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner() -> Client:
    small_plant()
    return logged_in(person(Role.OWNER))


def undo_in(page) -> str:
    return re.findall(r'action="([^"]*/company/undo/\d+/)"', page.content.decode().split('id="toasts"')[1])[-1]


def test_before_the_set_up_documents_name_nobody_and_the_page_says_so():
    assert issuer.issuer() == Party()
    assert logged_in(person(Role.OWNER)).get("/company/").status_code == 404


def test_what_is_typed_stands_on_documents_and_can_be_taken_back(owner: Client):
    given = {"name": "한울식품(주)", "business_number": "1248100998", "representative": "한가람", "fax": "061-000-0001"}
    page = owner.post("/company/", given, follow=True)
    told = issuer.issuer()
    assert (told.name, told.business_number, told.fax, told.stamp) == (
        "한울식품(주)",
        "124-81-00998",
        "061-000-0001",
        "",
    )
    text = page.content.decode()
    assert "– → 124-81-00998" in text  # the history says what it was and what it became
    page = owner.post(undo_in(page), follow=True)
    assert issuer.issuer().name == "한울식품"
    owner.post(undo_in(page))
    assert issuer.issuer().name == "한울식품(주)"


def test_a_wrong_business_number_is_refused_over_the_form_as_typed(owner: Client):
    page = owner.post("/company/", {"name": "한울식품", "business_number": "124-81-00999", "phone": "061-0"})
    assert page.status_code == 422
    assert 'value="061-0"' in page.content.decode()
    assert Enterprise.objects.get().business_number == ""
    with pytest.raises(Invalid):
        services.change_company(company=Enterprise.objects.get(), by=None, business_number="1")


def test_a_seal_comes_goes_and_comes_back(owner: Client):
    file = SimpleUploadedFile("도장.png", PIXEL, "image/png")
    page = owner.post("/company/stamp/set/", {"stamp": file}, follow=True)
    assert issuer.issuer().stamp == "/company/stamp/"
    assert b"".join(owner.get("/company/stamp/").streaming_content) == PIXEL
    owner.post(undo_in(page))
    assert owner.get("/company/stamp/").status_code == 404
    owner.post("/company/stamp/set/", {"stamp": SimpleUploadedFile("a.png", PIXEL)})
    page = owner.post("/company/stamp/set/", {"remove": "1"}, follow=True)
    assert issuer.issuer().stamp == ""
    owner.post(undo_in(page))
    assert b"".join(owner.get("/company/stamp/").streaming_content) == PIXEL


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"x" * (5 * 1024 * 1024 + 1)])
def test_only_pictures_are_taken_as_a_seal(owner: Client, data: bytes):
    assert owner.post("/company/stamp/set/", {"stamp": SimpleUploadedFile("a.png", data)}).status_code == 422
    assert owner.post("/company/stamp/set/").status_code == 422
    with pytest.raises(Invalid):
        services.set_stamp(company=Enterprise.objects.get(), data=data, by=None)


def test_the_first_company_in_use_is_the_issuer(owner: Client):
    services.add_part(level="enterprise", by=None, code="E0", name="다른회사", sort_order=1)
    assert issuer.issuer().name == "한울식품"
