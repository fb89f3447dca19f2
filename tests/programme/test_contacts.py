"""Contacts: encrypted in the table, masked in lists, unmasked with a reason, destroyed for good."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from dure.config.home import Home
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord
from dure.plant.roles import RegionRole, Role
from dure.programme import personal
from dure.programme.models import FirmContact, TrailEntry
from dure.programme.scope import EVERYTHING, Scope, within
from dure.programme.services import contacts as services
from dure.programme.services import firms
from dure.programme.services.undoing import undo
from tests.plant.plants import logged_in, person
from tests.programme.test_pages import seated
from tests.programme.test_trail import sealed

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "가나다", "position": "품질 담당", "phone": "010-9999-1234", "email": "quality@dure.example",
    "purpose": "현장 방문 약속", "consented_on": "2026-01-05", "until": "2027-01-04",
}  # fmt: skip
VALUES = TYPED | {"consented_on": date(2026, 1, 5), "until": date(2027, 1, 4)}
CLEAR = ("가나다", "9999-1234", "99991234", "quality@")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def firm(keeper):
    with within(EVERYTHING):
        return firms.add_firm(business_number="9999900010", name="두레면", city="jeongeup", sector="C10", by=keeper)


@pytest.fixture
def contact(firm, keeper):
    with within(EVERYTHING):
        return services.add_contact(firm=firm, by=keeper, **VALUES)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("010-9999-1234", "010-****-1234"), ("01099991234", "010-****-1234"), ("063-999-1234", "063-***-1234"),
        ("02-999-1234", "02-***-1234"), ("119", "***"), ("", ""),
    ],
)  # fmt: skip
def test_phone_numbers_are_masked(number, shown):
    assert personal.masked_phone(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"), [("hong@dure.example", "ho***@dure.example"), ("a@b.kr", "***@b.kr"), ("", "")]
)
def test_addresses_are_masked(address, shown):
    assert personal.masked_email(address) == shown


@pytest.mark.parametrize(("name", "shown"), [("홍길동", "홍*동"), ("김밥", "김*"), ("남궁길동", "남**동"), ("", "")])
def test_names_are_masked(name, shown):
    assert personal.masked_name(name) == shown


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
        return cursor.fetchone()[0] or ""


def test_nothing_stands_in_the_clear(contact, firm, keeper):
    with within(EVERYTHING):
        services.change_contact(contact=contact, by=keeper, **VALUES | {"phone": "063-999-5678"})
        for table in ("programme_firmcontact", "plant_changerecord", "programme_trailentry"):
            assert not [one for one in (*CLEAR, "999-5678") if one in rows_of(table)], table
        seen = services.reveal(contact=FirmContact.objects.get(), reason="x: y", by=keeper, act=services.Act())
    assert seen == {"name": "가나다", "phone": "063-999-5678", "email": "quality@dure.example"}


def test_a_change_tells_whose_it_is_though_only_a_phone_number_changed(contact, firm, keeper):
    with within(EVERYTHING):
        services.change_contact(contact=contact, by=keeper, **VALUES | {"phone": "063-999-5678"})
        sealed()
    entry = TrailEntry.objects.get(what="changed FirmContact")
    assert (entry.firm, entry.whose) == (firm.pk, "두레면 · 품질 담당")


def test_what_is_the_same_or_empty_is_no_change(contact, keeper):
    with within(EVERYTHING):
        before = ChangeRecord.objects.count()
        services.change_contact(contact=contact, by=keeper, **VALUES)
        services.change_contact(contact=contact, by=keeper, **VALUES | {"name": "", "phone": "", "email": ""})
        assert ChangeRecord.objects.count() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "", "email": ""}, {"phone": "119"}, {"email": "nobody"}, {"until": date(2026, 1, 4)}, {"name": ""},
    ],
)  # fmt: skip
def test_half_a_contact_is_refused(firm, keeper, wrong):
    with within(EVERYTHING), pytest.raises(Invalid):
        services.add_contact(firm=firm, by=keeper, **VALUES | wrong)


def test_a_sealed_field_takes_nothing_in_the_clear(contact, keeper):
    contact.phone = "010-9999-1234"
    with pytest.raises(Exception, match=r"sealed|암호화"):
        contact.full_clean()


def test_contacts_are_seen_by_who_sees_the_firm(contact, firm):
    assert FirmContact.objects.count() == 0
    with within(Scope(cities=frozenset({"iksan"}))):
        assert FirmContact.objects.count() == 0
    with within(Scope(firms=frozenset({firm.pk}))):
        assert FirmContact.objects.count() == 1


def test_the_page_masks_and_unmasks_with_a_reason(contact, firm, keeper):
    client = logged_in(seated(keeper, RegionRole.CITY, city="jeongeup"))
    text = client.get(f"/programme/firms/{firm.pk}/contacts/").content.decode()
    assert "010-****-1234" in text
    assert "가*다" in text
    assert not [one for one in CLEAR if one in text]
    address = f"/programme/contacts/{contact.pk}/reveal/"
    assert not [one for one in CLEAR if one in client.get(address).content.decode()]
    assert client.post(address, {"chosen": "visit", "text": "x"}).status_code == 422
    assert not TrailEntry.objects.filter(kind="reveal").exists()
    shown = client.post(address, {"chosen": "visit", "text": "방문 시간 약속"})
    assert "010-9999-1234" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    entry = TrailEntry.objects.get(kind="reveal")
    assert (entry.firm, entry.whose, entry.reason) == (firm.pk, "두레면 · 품질 담당", "visit: 방문 시간 약속")


def test_a_contact_is_added_changed_and_destroyed_by_its_firm(firm, keeper):
    client = logged_in(seated(keeper, RegionRole.FIRM, firm=firm))
    where = f"/programme/firms/{firm.pk}/contacts/"
    assert client.post(f"{where}add/", TYPED | {"phone": "1"}).status_code == 422
    assert client.post(f"{where}add/", TYPED)["Location"] == where
    with within(EVERYTHING):
        number = FirmContact.objects.get().pk
    form = client.get(f"/programme/contacts/{number}/change/").content.decode()
    assert not [one for one in CLEAR if one in form]
    changed = client.post(f"/programme/contacts/{number}/change/", TYPED | {"position": "공장장", "phone": ""})
    assert changed.status_code == 302
    text = client.get(where).content.decode()
    assert "공장장" in text
    assert "010-****-1234" in text
    assert client.post(f"/programme/contacts/{number}/remove/").status_code == 302
    with within(EVERYTHING):
        assert not FirmContact.objects.exists()


def test_another_firm_gets_at_none(contact, keeper):
    with within(EVERYTHING):
        other = firms.add_firm(business_number="9999900024", name="다른면", city="iksan", sector="C10", by=keeper)
    client = logged_in(seated(keeper, RegionRole.FIRM, firm=other))
    for page in (f"firms/{contact.firm_id}/contacts/", f"contacts/{contact.pk}/reveal/"):
        assert client.get(f"/programme/{page}").status_code == 404
    assert client.post(f"/programme/contacts/{contact.pk}/remove/").status_code == 404


def test_a_change_is_taken_back_and_a_destroyed_contact_does_not_come_back(contact, keeper):
    with within(EVERYTHING):
        services.change_contact(contact=contact, by=keeper, **VALUES | {"phone": "063-999-5678"})
        undo(record_id=ChangeRecord.objects.latest("pk").pk, by=keeper)
        assert FirmContact.objects.get().masked["phone"] == "010-****-1234"
        services.remove_contact(contact=contact, by=keeper)
        with pytest.raises(Conflict):
            undo(record_id=ChangeRecord.objects.latest("pk").pk, by=keeper)


def test_a_contact_goes_on_the_day_after_its_last(contact):
    """Seoul is nine hours ahead: midnight there is three in the afternoon of the day before."""
    with within(EVERYTHING):
        assert services.destroy_old(now=datetime(2027, 1, 4, 14, tzinfo=UTC)) == 0
        assert services.destroy_old(now=datetime(2027, 1, 4, 15, tzinfo=UTC)) == 1
        assert not FirmContact.objects.exists()


def test_keys_are_renewed_and_old_ones_forgotten(firm, keeper, settings, tmp_path):
    settings.HOME = Home(tmp_path)
    settings.HOME.make()
    with within(EVERYTHING):
        contact = services.add_contact(firm=firm, by=keeper, **VALUES)
        tokens = (contact.name, contact.phone, contact.email)
        first = (settings.HOME.secret_folder / "personal").read_text().split()
        assert services.renew_keys(by=keeper) == 1
        personal.forget_old_keys()
        kept = settings.HOME.secret_folder / "personal"
        assert len(kept.read_text().split()) == 1
        assert kept.read_text().split() != first
        assert kept.stat().st_mode & 0o777 == 0o600
        again = FirmContact.objects.get()
        assert (again.name, again.phone, again.email) == tokens
        assert again.masked["phone"] == "010-****-1234"
        kept.write_text(first[0] + "\n")
        with pytest.raises(Invalid):
            _ = again.masked
