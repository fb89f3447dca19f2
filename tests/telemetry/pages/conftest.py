"""People in front of the pages of telemetry, and a plant with one site."""

import pytest
from django.test import Client

from dure.plant.models import Enterprise, Person, Site
from dure.plant.roles import Role


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.create(code="S1", name="본사", enterprise=Enterprise.objects.create(code="E1", name="두레식품"))


@pytest.fixture
def admin(client: Client, settings, site: Site) -> Client:
    settings.SECOND_FACTOR = False
    client.force_login(Person.objects.create(username="관리자", roles=[Role.ADMINISTRATOR]))
    return client
