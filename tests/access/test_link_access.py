"""Role × URL × status for the link to the region: the owner decides, leaders look, others see nothing."""

from datetime import date

import pytest

from dure.config.home import Home
from dure.exchange.access import ACCESS
from dure.exchange.link import services
from dure.exchange.link.models import Contract, Hub, Sent
from dure.kernel import clock
from dure.plant.roles import Role
from tests.access.asking import open_to_nobody, wrong_answers
from tests.access.table import Row, deed, form, page
from tests.access.things import Things
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
KEEPERS = {Role.OWNER, Role.ADMINISTRATOR}
LOOKERS = KEEPERS | {Role.SUPERVISOR, Role.OFFICE}
TABLE: dict[str, Row] = {
    "exchange:link": page(LOOKERS),
    "exchange:link-contract": page(LOOKERS, "draft"),
    "exchange:link-sent": page(LOOKERS, "sent"),
    "exchange:link-join": form(KEEPERS, status_post=422),
    "exchange:link-contract-add": form(KEEPERS, status_post=422),
    "exchange:link-agree": deed(KEEPERS, "draft"),
    "exchange:link-discard": deed(KEEPERS, "other"),
    "exchange:link-revoke": form(KEEPERS, "agreed"),
}


@pytest.fixture
def things(tmp_path, settings) -> Things:
    settings.HOME, settings.HISTORY_DIR = Home(tmp_path / "plant"), tmp_path / "history"
    chief = person(Role.ADMINISTRATOR, name="chief")
    hub = Hub.objects.create(name="허브", key="ab" * 32, address="tls://h:1", ticket="t", joined_at=clock.now())
    day = date(2026, 3, 9)
    made = [
        services.draft(
            hub=hub, reader="시행기관", purpose="성과", codes=["oee"], first_on=day, last_on=day, read_until=day,
            by=chief,
        )
        for _number in range(3)
    ]  # fmt: skip
    services.agree(contract=made[2], by=chief, now=clock.now())
    sent = Sent.objects.get()
    return Things({"draft": made[0].pk, "other": made[1].pk, "agreed": made[2].pk, "sent": sent.pk})


def test_every_address_has_a_row():
    assert TABLE.keys() == {name for name in ACCESS if name.startswith("exchange:link")}


@pytest.mark.parametrize("role", list(Role))
def test_role_by_address(role: Role, things: Things):
    assert wrong_answers(role, TABLE, things) == {}


def test_nobody_gets_further_than_the_log_in(things: Things):
    assert open_to_nobody(TABLE, things) == {}
    assert Contract.objects.filter(agreed_at=None).count() == 2
