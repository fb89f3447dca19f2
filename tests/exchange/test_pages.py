"""The page of tokens: only owners and administrators, the text once, revoked at a click."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dure.exchange.models import ApiToken
from dure.plant.models import Person
from dure.plant.roles import Role

pytestmark = pytest.mark.django_db


def person(role: Role) -> Person:
    return Person.objects.create_user(username=f"a-{role}", password="long enough 1", roles=[role], language="en")


@pytest.fixture
def keeper(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """An administrator past the second factor, which has tests of its own."""
    from dure.web.access import Pass

    who = person(Role.ADMINISTRATOR)
    monkeypatch.setattr(Person, "pass_for", lambda _self, _request: Pass(frozenset({Role.ADMINISTRATOR}), True))
    client.force_login(who)
    return client


def test_a_token_is_shown_once_and_can_be_revoked(keeper: Client) -> None:
    keeper.cookies["dure_language"] = "en"
    assert "No token yet" in keeper.get(reverse("exchange:tokens")).content.decode()
    given = {"name": "ERP", "days": "30", "scopes": ["read:plant"]}
    html = keeper.post(reverse("exchange:token-new"), given).content.decode()
    found = re.search(r'value="(dure_[\w-]+)"', html)
    assert found is not None
    assert found[1] not in keeper.get(reverse("exchange:tokens")).content.decode()
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert Client().get("/api/plant", headers=headers).status_code == 200
    keeper.post(reverse("exchange:token-revoke", args=[ApiToken.objects.get().pk]))
    assert Client().get("/api/plant", headers=headers).status_code == 401


def test_nothing_is_made_of_wrong_input(keeper: Client) -> None:
    for given in ({"name": "", "days": "3", "scopes": "read:kpi"}, {"name": "x", "days": "x", "scopes": "read:kpi"}):
        assert keeper.post(reverse("exchange:token-new"), given).status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR, Role.QUALITY])
def test_others_are_refused(client: Client, role: Role) -> None:
    client.force_login(person(role))
    assert client.get(reverse("exchange:tokens")).status_code == 403
    assert client.post(reverse("exchange:token-new"), {}).status_code == 403
