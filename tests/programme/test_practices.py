"""Cases: nothing is public without a consent to that very text and a measured figure, whichever way somebody tries."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.roles import RegionRole
from dure.plant.today import today
from dure.programme.models import BestPractice, PracticeConsent, PracticeEffect, PublishedPractice
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import practices
from tests.plant.plants import logged_in
from tests.programme.region import keeper as a_keeper
from tests.programme.region import officer, seated, three_firms

pytestmark = pytest.mark.django_db
TEXTS = {
    "title": "봉합 불량을 줄였다", "title_en": "Fewer bad seals", "problem": "봉합이 자주 터졌다",
    "problem_en": "Seals burst", "done": "센서를 고정했다", "done_en": "",
}  # fmt: skip
FIGURE = {
    "name": "불량률", "name_en": "Reject ratio", "before": Decimal("4.0"), "after": Decimal("1.0"), "unit": "%",
    "n": 60, "first_on": date(2026, 3, 1), "last_on": date(2026, 4, 30), "method": "전수 계수",
    "method_en": "all counted",
}  # fmt: skip


@pytest.fixture(autouse=True)
def hub(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def firms(keeper):
    return three_firms(keeper)


@pytest.fixture
def writer(keeper):
    return officer(keeper, "writer")


def written(firm, by, *, measured=True):
    made = practices.add_practice(firm=firm, by=by, **TEXTS)
    practices.add_effect(practice=made, by=by, measured=measured, **FIGURE)
    return made


def consented(practice, by, until=None):
    return practices.give_consent(
        practice=practice, given_by="대표", purpose="공개", until=until or today() + timedelta(days=365),
        digest=practices.digest_of(practice), by=by,
    )  # fmt: skip


def published(firm, writer, keeper):
    with within(EVERYTHING):
        made = written(firm, writer)
        consent = consented(made, writer)
        practices.review(practice=made, by=keeper)
        return practices.publish(practice=made, by=writer), consent


def seen():
    return "봉합 불량을 줄였다" in Client().get("/public/cases/").content.decode()


def test_public_with_consent_review_and_a_measured_figure(firms, writer, keeper):
    copy, _consent = published(firms[0], writer, keeper)
    page = Client().get(f"/public/cases/{copy.pk}/").content.decode()
    for told in ("기업 1", "n = 60", "2026-03-01 – 2026-04-30", "전수 계수", "-75.0", "실측"):
        assert told in page
    assert seen()


def test_each_lack_refuses(firms, writer, keeper):
    with within(EVERYTHING):
        claimed = written(firms[0], writer, measured=False)
        consented(claimed, writer)
        practices.review(practice=claimed, by=keeper)
        with pytest.raises(Conflict, match="measured"):
            practices.publish(practice=claimed, by=writer)
        unread = written(firms[0], writer)
        consented(unread, writer)
        with pytest.raises(Denied):
            practices.review(practice=unread, by=writer)
        with pytest.raises(Conflict, match="reviewed"):
            practices.publish(practice=unread, by=writer)
        unasked = written(firms[0], writer)
        practices.review(practice=unasked, by=keeper)
        with pytest.raises(Conflict, match="consented"):
            practices.publish(practice=unasked, by=writer)
    assert not seen()


def test_a_text_that_changed_needs_its_consent_again(firms, writer, keeper):
    copy, _consent = published(firms[0], writer, keeper)
    with within(EVERYTHING):
        row = BestPractice.objects.get()
        shown = practices.digest_of(row)
        practices.change_practice(practice=row, by=writer, done="다른 내용")
        practices.review(practice=row, by=keeper)
        with pytest.raises(Conflict, match="consented"):
            practices.publish(practice=row, by=writer)
        with pytest.raises(Conflict, match="changed meanwhile"):
            practices.give_consent(
                practice=row, given_by="대표", purpose="공개", until=date(2099, 1, 1), digest=shown, by=writer
            )
    page = Client().get(f"/public/cases/{copy.pk}/").content.decode()
    assert "센서를 고정했다" in page
    assert "다른 내용" not in page


def test_revoking_takes_it_off_at_once(firms, writer, keeper):
    _copy, consent = published(firms[0], writer, keeper)
    owner = logged_in(seated(keeper, RegionRole.FIRM, firm=firms[0]))
    stranger = logged_in(seated(keeper, RegionRole.FIRM, name="stranger", firm=firms[1]))
    assert stranger.post(f"/programme/consents/{consent.pk}/revoke/").status_code == 404
    assert seen()
    assert owner.post(f"/programme/consents/{consent.pk}/revoke/").status_code == 302
    assert not seen()
    with within(EVERYTHING):
        with pytest.raises(Conflict):
            practices.revoke_consent(consent=consent, by=keeper)
        with pytest.raises(Conflict, match="consented"):
            practices.publish(practice=BestPractice.objects.get(), by=writer)


@pytest.mark.parametrize(
    "change", [{"revoked_on": date(2026, 1, 1)}, {"until": date(2098, 1, 1)}, {"digest": "0" * 64}]
)
def test_a_consent_that_changes_by_any_way_takes_its_copy_along(firms, writer, keeper, change):
    _copy, consent = published(firms[0], writer, keeper)
    with within(EVERYTHING):
        PracticeConsent.objects.filter(pk=consent.pk).update(**change)
    assert PublishedPractice.objects.count() == 0


def test_the_database_itself_lets_no_copy_in(firms, writer, keeper):
    """Straight into the table: another text, another case's consent, one that is over, no measured figure, no sight."""
    with within(EVERYTHING):
        first, second = written(firms[0], writer), written(firms[1], writer)
        claimed = written(firms[2], writer, measured=False)
        consent, other, empty = (consented(one, writer) for one in (first, second, claimed))
        body = practices.text_of(first)
        good = {"practice": first, "consent": consent, "body": body, "published_on": today(), "until": consent.until}
        for wrong in (
            {"body": body.replace("기업 1", "기업 9")}, {"consent": other}, {"published_on": date(2099, 1, 1)},
            {"published_on": today() - timedelta(days=1)}, {"until": date(2099, 1, 1)},
            {"practice": claimed, "consent": empty, "body": practices.text_of(claimed)},
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                PublishedPractice.objects.create(**good | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedPractice.objects.create(**good)
    with within(EVERYTHING):
        made = PublishedPractice.objects.create(**good)
        with pytest.raises(IntegrityError), transaction.atomic():
            PublishedPractice.objects.filter(pk=made.pk).update(body=body.replace("60", "6000"))
        with pytest.raises(DatabaseError), transaction.atomic():
            PracticeEffect.objects.filter(practice=first).update(n=0)


def test_a_consent_ends_by_itself(firms, writer, keeper, monkeypatch):
    with within(EVERYTHING):
        made = written(firms[0], writer)
        with pytest.raises(Invalid):
            consented(made, writer, until=today() - timedelta(days=1))
        consented(made, writer, until=today())
        practices.review(practice=made, by=keeper)
        practices.publish(practice=made, by=writer)
    assert seen()
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr("dure.programme.views.public.today", lambda: tomorrow)
    assert not seen()


def test_the_digest_is_of_all_that_is_told(firms, writer):
    with within(EVERYTHING):
        made = written(firms[0], writer)
        text = practices.text_of(made)
        told = json.loads(text)
        assert practices.digest_of(made) == hashlib.sha256(text.encode()).hexdigest()
    assert set(told) == {"firm", "city", "sector", "effects", *TEXTS}
    assert told["effects"] == [
        {
            "name": "불량률", "name_en": "Reject ratio", "before": "4", "after": "1", "unit": "%", "n": 60,
            "first_on": "2026-03-01", "last_on": "2026-04-30", "method": "전수 계수",
    "method_en": "all counted",
            "measured": True,
        }
    ]  # fmt: skip


def test_search_and_english(firms, writer, keeper):
    published(firms[0], writer, keeper)
    for asked, found in (
        ("q=센서", True), ("q=없는말", False), ("city=jeongeup", True), ("city=iksan", False), ("sector=c10", True),
        ("sector=C11", False), ("city=nowhere", True),
    ):  # fmt: skip
        assert ("봉합 불량" in Client().get(f"/public/cases/?{asked}").content.decode()) is found, asked
    page = Client(headers={"accept-language": "en"}).get("/public/cases/").content.decode()
    assert "Fewer bad seals" in page
    assert "Reject ratio" in page
    assert "all counted" in page


def test_without_a_log_in_no_row_of_a_firm_is_read(firms, writer, keeper):
    copy, _consent = published(firms[0], writer, keeper)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        guarded = {name for (name,) in cursor.fetchall()}
    assert {"programme_bestpractice", "programme_practiceconsent", "programme_practiceeffect"} <= guarded
    with CaptureQueriesContext(connection) as asked:
        for address in ("/public/", "/public/cases/?city=jeongeup", f"/public/cases/{copy.pk}/"):
            assert Client().get(address).status_code == 200
    assert asked.captured_queries
    assert not [query["sql"] for query in asked for table in guarded if f'"{table}"' in query["sql"]]
    assert Client().get("/public/cases/0/").status_code == 404


def test_by_the_pages(firms, keeper, writer):
    """Written by the agency, consented by the firm, reviewed by another, published, taken off."""
    one, two = logged_in(writer), logged_in(officer(keeper, "reviewer"))
    owner = logged_in(seated(keeper, RegionRole.FIRM, firm=firms[0]))
    at = one.post("/programme/practices/add/", TEXTS | {"firm": firms[0].pk})["Location"]
    figure = {name: str(value) for name, value in FIGURE.items()}
    assert one.post(f"{at}figures/add/", figure | {"n": "0"}).status_code == 422
    assert one.post(f"{at}figures/add/", figure | {"measured": "on"}).status_code == 302
    assert owner.post(f"{at}publish/").status_code == 403
    assert one.post(f"{at}publish/").status_code == 409
    form = owner.get(f"{at}consent/")
    assert "센서를 고정했다" in form.content.decode()
    typed = {
        "given_by": "대표",
        "purpose": "공개",
        "until": "2099-12-31",
        "digest": form.context["form"]["digest"].value(),
    }
    assert owner.post(f"{at}consent/", typed).status_code == 302
    assert one.post(f"{at}review/").status_code == 403
    assert two.post(f"{at}review/").status_code == 302
    assert one.post(f"{at}publish/").status_code == 302
    assert seen()
    assert one.post(f"{at}change/", TEXTS | {"title": "새 제목"}).status_code == 302
    assert "마지막 수정 전" in one.get(at).content.decode()
    assert one.post(f"{at}take-off/").status_code == 302
    assert not seen()
    assert one.get("/programme/practices/?format=xlsx").status_code == 200
