"""The content-security policy holds on every page, and no page needs anything that it forbids."""

import re
from pathlib import Path

import pytest
from django.test import Client

from dure.plant.roles import Role
from tests.plant.plants import logged_in, person, small_plant
from tests.web.test_access import PAGES

HOUSE = Path(__file__).resolve().parents[2] / "src" / "dure"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*\ssrc=)", re.IGNORECASE)
OUTSIDE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")


@pytest.mark.django_db
def test_every_page_carries_the_policy_and_nothing_inline(settings):
    settings.SECOND_FACTOR = False
    unit = small_plant()
    client = logged_in(person(*Role, name="everything"))
    anonymous = ["/login/", "/tablet/", "/nowhere/"]
    for page in [*PAGES, *anonymous]:
        if page == "/admin/":
            continue
        response = (Client() if page in anonymous else client).get(page.format(unit=unit.pk))
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy, page
        assert "frame-ancestors 'none'" in policy, page
        assert "unsafe" not in policy, page
        text = response.content.decode()
        assert not INLINE.search(text), (page, INLINE.search(text))
        assert not OUTSIDE.search(text), page


@pytest.mark.parametrize("template", sorted(HOUSE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_has_anything_inline(template: Path):
    text = re.sub(r"{#.*?#}|{%.*?%}", "", template.read_text("utf-8"))
    assert not INLINE.search(text), INLINE.search(text)


@pytest.mark.django_db
def test_an_unknown_address_is_a_friendly_page_in_korean():
    response = Client().get("/nowhere/", headers={"Accept-Language": "ko"})
    assert response.status_code == 404
    assert "찾을 수 없음" in response.content.decode()


def test_a_broken_server_still_shows_a_page():
    from django.template.loader import render_to_string
    from django.utils import translation

    with translation.override("ko"):
        assert "문제가 생겼습니다" in render_to_string("500.html")
