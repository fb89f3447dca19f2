"""Pages of quality as their users meet them, and what commerce prints of it."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dure.plant.models import Person
from dure.plant.roles import Role
from dure.quality import services
from dure.quality.models import Chart, Inspection, InspectionPlan, Measurement, SamplingTable
from dure.quality.services import Finding
from dure.web import related
from tests.plant.plants import logged_in, person
from tests.quality.cast import Kind, Lab, begun, decided, lot_of, make_lab, measured

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings, tmp_path) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lab() -> Lab:
    return make_lab()


@pytest.fixture
def judge(db: None) -> Person:
    return person(Role.QUALITY, name="gum")


@pytest.fixture
def client(judge: Person) -> Client:
    return logged_in(judge)


def plan_of(lab: Lab, **values: object) -> InspectionPlan:
    return services.add_plan(**({"kind": Kind.FINAL, "item": lab.firm.noodles, "fixed": 2, "by": None} | values))


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def send(client: Client, inspection: Inspection, value: str, *, piece: int = 1, **more: str):
    data = {"line": inspection.lines.get().pk, "piece": piece, "client_id": str(uuid4()), "value": value, **more}
    return client.post(reverse("quality:measure", args=[inspection.pk]), data, follow=True)


def test_a_value_is_told_at_once(client: Client, lab: Lab) -> None:
    inspection = begun(plan_of(lab))
    assert "합격 폭 1: 10.50 mm" in text_of(send(client, inspection, "10.5")).replace("  ", " ")
    assert "한계 밖 폭 2: 11.50 mm" in text_of(send(client, inspection, "11,5", piece=2)).replace("  ", " ")


@pytest.mark.parametrize(("typed", "kept"), [("+10.51 mm", "10.51"), ("10,5", "10.5"), ("S -0.02", "-0.02")])
def test_what_gauges_type_is_read(client: Client, lab: Lab, typed: str, kept: str) -> None:
    send(client, begun(plan_of(lab)), typed, source="wedge")
    row = Measurement.objects.get()
    assert (row.value, row.source) == (Decimal(kept), "wedge")


@pytest.mark.parametrize("typed", ["", "abc", "--", "1e400", "9" * 30])
def test_what_is_no_number_is_refused(client: Client, lab: Lab, typed: str) -> None:
    assert send(client, begun(plan_of(lab)), typed).status_code == 422
    assert not Measurement.objects.exists()


def test_a_lot_from_waiting_to_its_verdict_and_back(client: Client, lab: Lab) -> None:
    plan_of(lab)
    lot = lot_of(lab.firm.noodles, status="quarantine")
    page = client.get(reverse("quality:inspect"))
    (one,) = page.context["waiting"]
    sent = {"key": one.key, "client_id": str(uuid4())}
    for _tap in range(2):
        client.post(reverse("quality:inspect_begin"), sent)
    inspection = Inspection.objects.get()
    measured(inspection, 10, 10)
    answer = client.post(reverse("quality:decide", args=[inspection.pk]), {"verdict": "accepted"}, follow=True)
    assert f"{inspection.number}: 합격" in answer.content.decode()
    lot.refresh_from_db()
    assert lot.status == "available"
    client.post(reverse("quality:verdict_undo", args=[inspection.pk]))
    lot.refresh_from_db()
    assert lot.status == "quarantine"


def test_a_missing_value_is_said_over_the_pad(client: Client, lab: Lab) -> None:
    inspection = measured(begun(plan_of(lab)), 10)
    answer = client.post(reverse("quality:decide", args=[inspection.pk]), {"verdict": "accepted"})
    assert answer.status_code == 422
    assert "값 1개가 빠졌습니다" in answer.content.decode()


def test_a_chart_tells_its_rules_in_sentences(client: Client, lab: Lab) -> None:
    plan = plan_of(lab, kind=Kind.PROCESS, fixed=1)
    chart = services.add_chart(characteristic=lab.width, kind="i_mr", by=None)
    for hour, value in enumerate([9.9, 10.1, 10.0, 9.8, 10.2] * 4):
        measured(begun(plan, hour), value)
    client.post(reverse("quality:chart_freeze", args=[chart.pk]))
    measured(begun(plan, 50), 10.9)
    page = client.get(reverse("quality:chart", args=[chart.pk])).content.decode()
    assert 'class="fired"' in page
    assert "한 점이 관리한계를 벗어났습니다." in page
    signal = chart.signals.first()
    client.post(reverse("quality:signal_answer", args=[signal.pk]), {"cause": "칼날 교체"})
    signal.refresh_from_db()
    assert signal.cause == "칼날 교체"


@pytest.mark.parametrize("kind", ["i_mr", "ewma", "cusum"])
def test_a_new_chart_is_drawn_before_it_has_limits(client: Client, lab: Lab, kind: str) -> None:
    data = {"kind": kind, "size": "1", "weight": "0.2", "width": "3", "slack": "0.5", "threshold": "5"}
    client.post(reverse("quality:chart_add", args=[lab.width.pk]), data | {"is_active": "on"})
    chart = Chart.objects.get(kind=kind)
    address = reverse("quality:chart", args=[chart.pk])
    assert "아직 점이 적습니다" in client.get(address).content.decode()
    plan = plan_of(lab, kind=Kind.PROCESS, fixed=1)
    for hour, value in enumerate([9.9, 10.1, 10.0]):
        measured(begun(plan, hour), value)
    assert "<svg" in client.get(address).content.decode()


def test_a_table_is_pasted_and_wrong_lines_are_named(client: Client) -> None:
    address = reverse("quality:table_add")
    wrong = client.post(address, {"severity": "tightened", "source": "KS Q", "rows": "J 1.0 80 two 3"})
    assert "J 1.0 80 two 3" in wrong.content.decode()
    rows = "letter AQL n Ac Re\nJ\t1.0\t80\t1\t2\nK\t1.0\t125\t2\t3"
    client.post(address, {"severity": "tightened", "source": "KS Q ISO 2859-1", "rows": rows})
    assert [row.accept for row in SamplingTable.objects.get().rows.all()] == [1, 2]


def test_the_certificate_tells_the_final_inspection_of_a_lot(lab: Lab) -> None:
    """출하성적서: what quality knows of the lots that went, without commerce knowing quality."""
    lot = lot_of(lab.firm.noodles, number="N-7")
    inspection = decided(measured(begun(plan_of(lab), lot=lot), "9.8", "10.1"))
    (hit,) = related.find("lot_checks", "NOODLE/N-7", frozenset({"office"}))
    assert inspection.number in hit.title
    assert hit.detail == "합격: 폭 (9–11 mm): 9.80–10.10"
    assert hit.href == reverse("quality:inspection", args=[inspection.pk])
    services.undo_verdict(inspection=inspection, by=None)
    assert related.find("lot_checks", "NOODLE/N-7", frozenset({"office"})) == []


def test_the_report_prints_every_value(client: Client, lab: Lab) -> None:
    inspection = measured(begun(plan_of(lab)), "9.8", "11.2")
    page = text_of(client.get(reverse("quality:inspection_report", args=[inspection.pk])))
    assert "검사성적서" in page
    assert re.search(r"9\.80 *, *\[11\.20\]", page)


def test_a_case_prints_as_8d(client: Client, lab: Lab) -> None:
    case = services.add_nonconformance(
        finding=Finding(text="면이 끊어짐", source="complaint", partner=lab.firm.shop, owner=lab.judge),
        client_id=uuid4(), by=None,
    )  # fmt: skip
    services.contain(row=case, containment="재고 격리", disposition="sort", by=None)
    services.add_cause(row=case, bone="why", text="칼날이 무딤", by=None)
    services.add_cause(row=case, bone="method", text="교체 주기 없음", by=None)
    services.name_cause(row=case, root_cause="주기가 없었음", by=None)
    action = services.add_action(row=case, text="주기 정하기", by=None)
    services.finish_action(action=action, result="2주마다 교체", by=None)
    page = text_of(client.get(reverse("quality:case_report", args=[case.pk])))
    told = (
        "D1",
        "judge",
        "D3",
        "재고 격리",
        "D4",
        "주기가 없었음",
        "칼날이 무딤",
        "교체 주기 없음",
        "D6",
        "2주마다 교체",
        "D8",
    )
    places = [page.index(word) for word in told]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["inspections", "charts", "capabilities", "plans", "gauges", "case_list"])
def test_lists_are_sheets_too(client: Client, lab: Lab, name: str) -> None:
    measured(begun(plan_of(lab)), 10, 10.1)
    answer = client.get(reverse(f"quality:{name}"), {"format": "xlsx"})
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert answer.content[:2] == b"PK"
