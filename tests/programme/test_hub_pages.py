"""On a hub only those pages are open that a context says a hub has."""

import pytest

from dure.web import access
from dure.web.contexts import offered


@pytest.fixture
def on_a_hub(settings):
    settings.SIDE = "hub"
    access.table.cache_clear()
    yield
    access.table.cache_clear()


def test_a_hub_has_what_it_lists_and_nothing_else(on_a_hub):
    names = set(access.table())
    assert names == {name for module in offered("access") for name in getattr(module, "HUB", ())}
    assert {"plant:login", "programme:firms", "web:search"} <= names
    assert not {name for name in names if name.partition(":")[0] not in ("web", "plant", "programme")}
    assert access.roles_for("production:board") is None
    assert access.roles_for("admin:index") is None


def test_what_a_hub_lists_is_there(on_a_hub):
    for module in offered("access"):
        assert set(getattr(module, "HUB", ())) <= set(module.ACCESS), module.__name__


@pytest.mark.django_db
def test_a_hub_begins_with_its_administrator(on_a_hub, client, settings):
    settings.SECOND_FACTOR = False
    assert client.get("/login/")["Location"] == "/setup/"
    page = client.get("/setup/")
    assert set(page.context["form"].fields) == {"display_name", "username", "password", "repeat"}
    typed = {
        "display_name": "운영자", "username": "keeper", "password": "Rice-noodle-77", "repeat": "Rice-noodle-77"
    }  # fmt: skip
    assert client.post("/setup/", typed | {"repeat": "other"}).status_code == 422
    assert client.post("/setup/", typed)["Location"] == "/"
    assert client.get("/")["Location"] == "/programme/firms/"
    assert client.get("/setup/").status_code == 404
    client.logout()
    assert client.get("/login/").status_code == 200
