"""Every address of certification for every role: open as written here, refused (403) to all others."""

import pytest
from django.test import Client
from django.urls import reverse

from dure.plant.roles import RegionRole, Role
from dure.programme.access import CERTIFICATION
from dure.programme.scope import EVERYTHING, within
from tests.plant.plants import logged_in, person
from tests.programme.region import keeper, officer, seated, three_firms
from tests.programme.test_certificates import assessed, certified, make_scheme

pytestmark = pytest.mark.django_db
LEADS = {Role.ADMINISTRATOR, RegionRole.AGENCY}
DECIDE = LEADS | {RegionRole.PROVINCE}
HOLD = DECIDE | {RegionRole.CITY, RegionRole.FIRM}
ALLOWED = {
    "schemes": DECIDE,
    "scheme": DECIDE,
    "scheme-add": LEADS,
    "scheme-change": LEADS,
    "scheme-copy": LEADS,
    "scheme-publish": LEADS,
    "criterion-add": LEADS,
    "criterion-change": LEADS,
    "criterion-remove": LEADS,
    "assessments": DECIDE,
    "assessment": DECIDE,
    "assessment-add": LEADS,
    "assessment-answer": LEADS,
    "assessment-hand-in": LEADS,
    "assessment-decide": DECIDE,
    "certificates": HOLD,
    "certificate": HOLD,
    "certificate-text": HOLD,
    "certificate-revoke": DECIDE,
    "certificate-keys": {Role.ADMINISTRATOR},
    "certificate-key-new": {Role.ADMINISTRATOR},
}
OPEN = {"verify", "verify-keys", "verify-revoked"}


@pytest.fixture(autouse=True)
def hub(settings, tmp_path):
    settings.SECOND_FACTOR = False
    settings.SIGNING_DIR = tmp_path / "secret"


@pytest.fixture
def rows():
    """Arguments by address, and the firm that holds the certificate."""
    by = keeper()
    firms, people = three_firms(by), (officer(by, "one"), officer(by, "two"))
    scheme = make_scheme(by)
    certificate = certified(firms[0], scheme, people)
    with within(EVERYTHING):
        waiting = assessed(firms[1], scheme, people[0])
    version, criterion = [scheme.pk], [scheme.criteria.all()[0].pk]
    given = {key: [certificate.pk] for key in ("certificate", "certificate-text", "certificate-revoke")}
    given |= dict.fromkeys(("scheme", "scheme-change", "scheme-copy", "scheme-publish", "criterion-add"), version)
    given |= dict.fromkeys(("criterion-change", "criterion-remove"), criterion)
    given |= {key: [waiting.pk] for key in ("assessment", "assessment-hand-in", "assessment-decide")}
    return given | {"assessment-answer": [waiting.pk, *criterion]}, firms[0], by


@pytest.mark.parametrize("role", [*Role, *RegionRole])
def test_role_by_address(rows, role):
    args, firm, by = rows
    of = {RegionRole.CITY: {"city": "jeongeup"}, RegionRole.FIRM: {"firm": firm}}.get(role, {})
    client = logged_in(seated(by, role, **of) if role in list(RegionRole) else person(role, name=f"a-{role}"))
    assert {f"programme:{name}" for name in ALLOWED.keys() | OPEN} == set(CERTIFICATION)
    for name, roles in ALLOWED.items():
        status = client.get(reverse(f"programme:{name}", args=args.get(name, []))).status_code
        assert (status == 403) == (role not in roles), (name, status)
        assert status in (200, 403, 405), (name, status)


def test_without_a_log_in(rows):
    for name in ALLOWED:
        address = reverse(f"programme:{name}", args=rows[0].get(name, []))
        assert Client().get(address)["Location"].startswith("/login/")
    for name in OPEN:
        assert Client().get(reverse(f"programme:{name}")).status_code == 200
