"""The pages of diagnoses and their tables as people use them."""

import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from dure.mentoring.models import AgreedLevel, AnswerEvidence, AssessmentTable, Diagnosis, DiagnosisAnswer, PeerFigure
from dure.mentoring.selectors.diagnoses import items_of
from dure.mentoring.services import diagnoses as services
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.mentoring.test_diagnoses import answered, begun, small_table
from tests.plant.fixtures import quick
from tests.plant.plants import logged_in, person
from tests.product.pictures import upload

__all__ = ["quick"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db) -> Person:
    return person(Role.OWNER, name="chief")


@pytest.fixture
def two(db) -> tuple[Person, Person]:
    return person(Role.SUPERVISOR, name="han"), person(Role.QUALITY, name="lee")


@pytest.fixture
def diagnosis(two, chief) -> Diagnosis:
    return begun(small_table(chief), two, chief)


def body(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def undo_of(client: Client, address: str) -> str:
    """The undo of the message on a page."""
    found = re.search(r'action="([^"]+(?:undo|back/[a-z0-9]+|take-back|reopen)/)"', body(client.get(address)))
    assert found, address
    return found[1]


def test_two_tables_by_one_click(chief):
    client = logged_in(chief)
    assert "두레의 진단표 두 개 넣기" in body(client.get("/assessment-tables/"))
    client.post("/assessment-tables/first/")
    text = body(client.get("/assessment-tables/"))
    assert "스마트공장 수준진단 1000점" in text
    assert "두레의 진단표 두 개 넣기" not in text
    rows = load_workbook(io.BytesIO(client.get("/assessment-tables/?format=xlsx").content)).active
    assert {cell.value for cell in rows["E"]} >= {100, 1000}


def test_a_tap_is_saved_at_once_and_taken_back(diagnosis, two):
    client, item = logged_in(two[0]), items_of(diagnosis.table_id)[0]
    where = f"/diagnoses/{diagnosis.pk}/answers/{item.pk}/"
    answer = client.post(where, {"level": "3", "note": "게시판"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in body(answer)
    assert "3문항 중 1문항 답함" in answer.content.decode()
    assert f"{where}back/none/" in answer["HX-Trigger"]
    client.post(where, {"level": "4"})
    row = DiagnosisAnswer.objects.get()
    assert (row.level, row.note, row.person) == (4, "게시판", two[0])
    client.post(f"{where}back/3/")
    row.refresh_from_db()
    assert (row.level, row.note) == (3, "게시판")
    client.post(f"{where}back/none/")
    assert not DiagnosisAnswer.objects.exists()
    assert client.post(where, {"level": "x"}).status_code == 422
    assert client.post(where, {"level": "out", "note": ""}).status_code == 422


def test_the_other_sees_nothing_of_it(diagnosis, two, chief):
    item = items_of(diagnosis.table_id)[0]
    services.add_evidence(diagnosis=diagnosis, item=item, data=upload().read(), by=two[0], note="비밀 사진")
    services.answer_item(diagnosis=diagnosis, item=item, by=two[0], level=4, note="비밀 메모")
    proof = AnswerEvidence.objects.get()
    for who in (two[1], chief):
        client = logged_in(who)
        for page in ("", "print/", "answers/"):
            answer = client.get(f"/diagnoses/{diagnosis.pk}/{page}")
            assert answer.status_code == (403 if who == chief and page == "answers/" else 200)
            assert "비밀" not in answer.content.decode()
        assert client.get(f"/diagnoses/evidence/{proof.pk}/file").status_code == 404
    assert logged_in(two[0]).get(f"/diagnoses/evidence/{proof.pk}/file").status_code == 200
    assert "비밀 메모" in body(logged_in(two[0]).get(f"/diagnoses/{diagnosis.pk}/answers/"))


def test_differences_are_settled_with_a_reason_and_the_diagnosis_is_closed(diagnosis, two, chief):
    answered(diagnosis, two[0], 4, 2, 0)
    page = f"/diagnoses/{diagnosis.pk}/"
    client = logged_in(two[1])
    assert "서로 다른 답" not in body(client.get(page))
    answered(diagnosis, two[1], 4, 2, 2)
    assert "1개 중 1개 남음" in body(client.get(page))
    item = items_of(diagnosis.table_id)[2]
    assert client.post(f"{page}agree/{item.pk}/", {"level": "1", "reason": ""}).status_code == 422
    client.post(f"{page}agree/{item.pk}/", {"level": "1", "reason": "목표가 없음"})
    client.post(undo_of(client, page))
    assert not AgreedLevel.objects.exists()
    client.post(f"{page}agree/{item.pk}/", {"level": "1", "reason": "목표가 없음"})
    assert client.post(f"{page}close/", {"summary": "끝"}).status_code == 403
    owner = logged_in(chief)
    owner.post(f"{page}close/", {"summary": "계획은 있음"})
    text = body(owner.get(page))
    assert "62.5" in text
    assert "계획은 있음" in text
    paper = body(owner.get(f"{page}print/?language=en"))
    assert "Weighted kappa, quadratic" in paper
    assert "목표가 없음" in paper


def test_evidence_from_the_tablet(diagnosis, two):
    client, item = logged_in(two[0]), items_of(diagnosis.table_id)[0]
    where = f"/diagnoses/{diagnosis.pk}/answers/{item.pk}/evidence/"
    client.post(where, {"file": upload(), "note": "표준서"})
    proof = AnswerEvidence.objects.get()
    assert (proof.item, proof.person, proof.note) == (item, two[0], "표준서")
    assert client.post(where, {"note": "없음"}).status_code == 422
    assert client.post(where, {"file": upload(data=b"MZ not a picture")}).status_code == 422
    client.post(f"/diagnoses/evidence/{proof.pk}/remove/")
    assert not AnswerEvidence.objects.exists()


def test_a_table_is_changed_in_a_workbook_and_brought_back(diagnosis, chief):
    client, key = logged_in(chief), diagnosis.table_id
    data = client.get(f"/assessment-tables/{key}/book/").content
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["진단표", "문항"]
    book["문항"]["E2"] = "많이"
    assert "문항 E2: 1 이상의 정수여야 합니다" in body(take(client, book), 422)
    book["문항"]["E2"] = 55
    draft = AssessmentTable.objects.get(pk=take(client, book)["Location"].split("/")[-2])
    assert (draft.version, draft.status, items_of(draft)[0].points) == (2, "draft", 55)
    assert items_of(key)[0].points == 40


def take(client: Client, book):
    out = io.BytesIO()
    book.save(out)
    return client.post("/assessment-tables/take/", {"file": upload("table.xlsx", out.getvalue())})


def test_a_draft_on_its_pages(diagnosis, chief):
    client = logged_in(chief)
    draft = client.post(f"/assessment-tables/{diagnosis.table_id}/copy/")["Location"]
    table = AssessmentTable.objects.get(status="draft")
    module = table.modules.first()
    given = {"module": module.pk, "question": "또?", "points": "5", "figure": "bom_share", "steps": "20 40 60 80"}
    client.post(f"/assessment-tables/modules/{module.pk}/items/add/", given)
    assert "또?" in body(client.get(draft))
    wrong = client.post(f"/assessment-tables/modules/{module.pk}/items/add/", given | {"steps": "a b"})
    assert "빈칸으로 나누어" in body(wrong, 422)
    cuts = {"name": "새 표", "levels": "0\n1\n2\n3\n4", "cuts": "10 낮음\nx 높음"}
    assert "2번째 줄" in body(client.post(f"{draft}change/", cuts), 422)
    client.post(f"{draft}change/", cuts | {"cuts": "10 낮음\n60 높음"})
    client.post(f"{draft}publish/")
    table.refresh_from_db()
    assert (table.status, table.cut_points, table.cut_names) == ("published", [10, 60], ["낮음", "높음"])


def test_a_diagnosis_begun_by_mistake_is_taken_back(diagnosis, two, chief):
    client = logged_in(chief)
    given = {"table": diagnosis.table_id, "assessed_on": "2026-06-01", "first": two[0].pk, "second": two[1].pk}
    page = client.post("/diagnoses/add/", given)["Location"]
    client.post(undo_of(client, page))
    assert list(Diagnosis.objects.all()) == [diagnosis]
    assert "서로 다른 두 사람" in body(client.post("/diagnoses/add/", given | {"second": two[0].pk}), 422)
    assert diagnosis.number in body(client.get("/diagnoses/?q=작은&state=open"))
    assert diagnosis.number not in body(client.get("/diagnoses/?state=closed"))


def test_peers_from_a_file_of_the_region(chief):
    client = logged_in(chief)
    head = "table,sector,module,n,q1,median,q3,as_of\n"
    few = client.post("/diagnoses/peers/", {"file": upload("p.csv", f"{head}small,식품,,4,1,2,3,2026-05-04".encode())})
    assert "5곳보다 적은 집단" in body(few, 422)
    client.post("/diagnoses/peers/", {"file": upload("p.csv", f"{head}small,식품,,5,1,2,3,2026-05-04".encode())})
    assert PeerFigure.objects.get().n == 5
    small_table(chief)
    text = body(client.get("/diagnoses/peers/"))
    assert "식품" in text
    assert "작은 표" in text


def test_the_report_as_pdf(diagnosis, two, chief):
    answered(diagnosis, two[0], 4, 2, 0)
    form = PdfReader(io.BytesIO(logged_in(two[1]).get(f"/diagnoses/{diagnosis.pk}/print/?format=pdf").content))
    assert len(form.pages) == 1
    assert "모든 질문" in form.pages[0].extract_text()
    answered(diagnosis, two[1], 4, 2, 2)
    pages = PdfReader(io.BytesIO(logged_in(chief).get(f"/diagnoses/{diagnosis.pk}/print/?format=pdf").content)).pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert "합의하지 않은 차이가 1개 있어" in text
    assert "78.6 / 100" in text
    assert "1 / 1" in text
