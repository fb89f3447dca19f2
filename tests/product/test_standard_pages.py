"""A work standard from its first step to the signatures of operators, on its pages."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from dure.kernel import clock
from dure.plant.roles import Role
from dure.plant.services import give_badge, set_pin
from dure.product import services
from dure.product.models import StandardReading, StandardStep, StandardVersion
from tests.plant.plants import logged_in, person
from tests.product.pictures import PIXEL, VIDEO, upload

pytestmark = pytest.mark.django_db
DAY = clock.now().date() - timedelta(days=30)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def noodle(item, machine):
    """NOODLE with operation 10 in a routing in force."""
    made = item("NOODLE")
    routing = services.add_routing(item=made, valid_from=DAY, by=None)
    services.add_operation(routing=routing, number=10, name="포장", work_center=machine.work_center, by=None)
    services.approve_routing(routing=routing, by=None)
    return made


@pytest.fixture
def mentor():
    return logged_in(person(Role.MENTOR))


@pytest.fixture
def draft(mentor, noodle) -> StandardVersion:
    """Written by the mentor, as far as its head."""
    given = {"title": "포장", "item": "NOODLE", "operation_number": "10"}
    answer = mentor.post("/standards/add/", given)
    version = StandardVersion.objects.get()
    assert answer["Location"] == f"/standards/versions/{version.pk}/"
    return version


def add(client, version, kind, **values):
    return client.post(f"/standards/versions/{version.pk}/add/{kind}/", values)


def in_force(draft) -> StandardVersion:
    services.add_part(version=draft, part=StandardStep, by=None, text="봉투를 연다")
    for step in ("submit", "endorse", "approve", "put_in_force"):
        services.move_on(version=draft, step=step_of(step), by=None)
    draft.refresh_from_db()
    return draft


def step_of(name):
    from dure.product.approval import Step

    return Step(name)


def text_of(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_gap_of_the_register_leads_to_the_form_with_item_and_operation(mentor, noodle):
    page = text_of(mentor, "/standards/?state=missing")
    assert f"/standards/add/?item={noodle.pk}&amp;operation=10" in page
    form = text_of(mentor, f"/standards/add/?item={noodle.pk}&operation=10")
    assert 'value="NOODLE"' in form
    assert 'value="포장"' in form  # the operation's name is the title that is proposed


def test_parts_are_written_changed_moved_removed_and_undone(mentor, draft):
    assert add(mentor, draft, "step", text="봉투를 연다").status_code == 302
    add(mentor, draft, "step", text="담는다", key_point="200 g", picture=upload())
    add(mentor, draft, "limit", name="온도", lower="170", target="180", upper="190", unit="°C")
    add(mentor, draft, "check", text="무게", lower="198", upper="202", unit="g")
    add(mentor, draft, "hazard", text="뜨거운 판", prevention="장갑")
    first, second = StandardStep.objects.all()
    assert (second.key_point, bool(second.picture)) == ("200 g", True)
    mentor.post(f"/standards/parts/step/{second.pk}/move/", {"way": "up"})
    assert [row.text for row in StandardStep.objects.all()] == ["담는다", "봉투를 연다"]
    mentor.post(f"/standards/parts/step/{second.pk}/", {"text": "가만히 담는다", "without_picture": "on"})
    second.refresh_from_db()
    assert (second.text, bool(second.picture)) == ("가만히 담는다", False)
    mentor.post(f"/standards/parts/step/{first.pk}/remove/")
    assert StandardStep.objects.count() == 1
    mentor.post(f"/standards/versions/{draft.pk}/undo/")
    assert StandardStep.objects.count() == 2
    page = text_of(mentor, f"/standards/versions/{draft.pk}/")
    assert all(word in page for word in ("온도", "170", "198 – 202 g", "뜨거운 판", "장갑"))


def test_mistakes_stand_in_the_form_as_it_was_typed(mentor, draft):
    wrong = add(mentor, draft, "limit", name="온도", lower="190", target="180", upper="170", unit="°C")
    page = wrong.content.decode()
    assert (wrong.status_code, 'value="190"' in page) == (422, True)
    assert "하한" in page
    letters = add(mentor, draft, "limit", name="온도", lower="hot")
    assert (letters.status_code, 'value="hot"' in letters.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.svg", b"<svg onload='x'>", "쓸 수 없는"),
        ("x.png", b"GIF89a" + bytes(40), "쓸 수 없는"),
        ("big.png", PIXEL + bytes(5 * 1024 * 1024), "5 MB"),
    ],
)
def test_other_files_are_refused_and_nothing_of_the_step_stays(mentor, draft, name, data, words):
    answer = add(mentor, draft, "step", text="담는다", picture=upload(name, data))
    assert answer.status_code == 422
    assert not StandardStep.objects.exists()
    assert "담는다" in answer.content.decode()


def test_a_video_is_played_in_parts(mentor, draft):
    add(mentor, draft, "step", text="담는다", video=upload("v.mp4", VIDEO))
    where = f"/standards/steps/{StandardStep.objects.get().pk}/video"
    whole = mentor.get(where)
    assert (whole.status_code, whole["Content-Type"]) == (200, "video/mp4")
    part = mentor.get(where, headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.content) == (206, b"ftypisom")
    assert part["Content-Range"] == f"bytes 4-11/{len(VIDEO)}"
    assert mentor.get(where, headers={"Range": "bytes=9999-"}).status_code == 416


def test_the_writer_neither_reviews_nor_approves_and_sending_back_needs_words(mentor, draft):
    writer, checker = logged_in(person(Role.PLANNER)), logged_in(person(Role.SUPERVISOR))
    where = f"/standards/versions/{draft.pk}"
    assert mentor.post(f"{where}/submit/").status_code == 422  # no step yet
    add(mentor, draft, "step", text="담는다")
    add(writer, draft, "step", text="닫는다")
    mentor.post(f"{where}/submit/")
    assert mentor.post(f"{where}/endorse/").status_code == 403
    assert writer.post(f"{where}/endorse/").status_code == 403
    assert f"{where}/endorse/" not in text_of(writer, f"{where}/")
    assert f"{where}/endorse/" in text_of(checker, f"{where}/")
    assert checker.post(f"{where}/send_back/").status_code == 422
    checker.post(f"{where}/send_back/", {"text": "사진을 넣어 주세요"})
    assert "사진을 넣어 주세요" in text_of(mentor, f"{where}/")
    for step in ("submit",):
        writer.post(f"{where}/{step}/")
    for step in ("endorse", "approve", "put_in_force"):
        assert checker.post(f"{where}/{step}/").status_code == 302
    draft.refresh_from_db()
    assert draft.status == "in_force"
    assert add(mentor, draft, "step", text="더").status_code == 409


def test_operators_read_and_sign_and_who_has_not_is_listed(draft, noodle, machine):
    version = in_force(draft)
    kim, lee = (person(Role.OPERATOR, name=name) for name in ("kim", "lee"))
    tablet, chief = logged_in(kim), logged_in(person(Role.SUPERVISOR))
    floor = text_of(tablet, f"/floor/standards/?item={noodle.pk}&unit={machine.pk}")
    assert f"/floor/standards/{version.pk}/" in floor
    assert "봉투를 연다" in text_of(tablet, f"/floor/standards/{version.pk}/")
    assert tablet.post(f"/floor/standards/{version.pk}/sign/").status_code == 302
    assert StandardReading.objects.get().person == kim
    unsigned = text_of(chief, "/standards/unsigned/")
    assert ("lee" in unsigned, ">kim<" in unsigned) == (True, False)
    admin = person(Role.ADMINISTRATOR)
    give_badge(person=lee, by=admin)
    set_pin(person=lee, pin="2580", by=admin)
    there = f"/floor/standards/{version.pk}/sign/badge/"
    lee.refresh_from_db()
    assert tablet.post(there, {"badge": lee.badge, "pin": "1111"}).status_code == 403
    assert tablet.post(there, {"badge": lee.badge, "pin": "2580"}).status_code == 302
    assert StandardReading.objects.filter(person=lee).exists()
    assert "모두 서명했습니다" in text_of(chief, "/standards/unsigned/")


def test_only_what_is_in_force_is_signed(draft):
    tablet = logged_in(person(Role.OPERATOR))
    assert tablet.post(f"/floor/standards/{draft.pk}/sign/").status_code == 409


def test_a_new_version_shows_what_is_new_and_asks_for_signatures_again(draft):
    version = in_force(draft)
    chief, operator = logged_in(person(Role.SUPERVISOR)), person(Role.OPERATOR)
    services.sign_reading(version=version, person=operator)
    chief.post(f"/standards/{version.standard_id}/new/", {"change_note": "새 봉투"})
    second = StandardVersion.objects.get(number=2)
    step = StandardStep.objects.get(version=second)
    chief.post(f"/standards/parts/step/{step.pk}/", {"text": "봉투를 가위로 연다"})
    add(chief, second, "hazard", text="가위")
    add(chief, second, "limit", name="접착 온도", lower="170", upper="190.50")
    page = text_of(chief, f"/standards/versions/{second.pk}/compare/")
    assert all(word in page for word in ("봉투를 연다", "봉투를 가위로 연다", "가위", "변경", "190.5"))
    assert not any(word in page for word in ("170.0", "190.50"))
    for one in ("submit", "endorse", "approve", "put_in_force"):
        services.move_on(version=second, step=step_of(one), by=None)
    assert StandardVersion.objects.get(number=1).status == "retired"
    assert "operator" in text_of(chief, "/standards/unsigned/")


def test_the_search_box_finds_items_and_standards_except_for_operators(draft, mentor):
    found = text_of(mentor, "/search/?q=포장")
    assert ("작업표준서" in found, f"/standards/{draft.standard_id}/" in found) == (True, True)
    assert f"/items/{draft.standard.item_id}/" in text_of(mentor, "/search/?q=noodle")
    assert f"/standards/{draft.standard_id}/" not in text_of(logged_in(person(Role.OPERATOR)), "/search/?q=포장")


def test_the_register_as_a_spreadsheet(draft, mentor):
    book = load_workbook(io.BytesIO(mentor.get("/standards/?format=xlsx").content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert any("noodle" in row and "WS-0001 포장" in row for row in rows)


def test_it_prints_and_speaks_english(draft, mentor):
    add(mentor, draft, "step", text="담는다", picture=upload())
    paper = text_of(mentor, f"/standards/versions/{draft.pk}/print/")
    assert "작업표준서" in paper
    mentor.cookies["dure_language"] = "en"
    assert "Work standard" in text_of(mentor, f"/standards/versions/{draft.pk}/print/?language=en")


def test_the_layout_of_one_page():
    from dure.product.sheet import layout

    roomy = layout(["담는다"] * 3, has_pictures=True, other_rows=4)
    assert (roomy.columns, roomy.picture, roomy.is_small) == (3, 46, False)
    many = layout(["봉투를 열고 면을 담은 다음 공기를 빼고 입구를 접는다"] * 20, has_pictures=True, other_rows=12)
    assert many.columns == 4
    assert many.picture < roomy.picture
    assert layout(["담는다"], has_pictures=False, other_rows=0).picture == 0


def test_rows_are_set_side_by_side():
    from dure.product.versions import aligned

    one, two, new = ({"text": name, "reason": ""} for name in ("열다", "닫다", "담다"))
    marks = [pair.mark for pair in aligned([one, two], [one, new, two | {"reason": "샌다"}], "text")]
    assert marks == ["same", "added", "changed"]
