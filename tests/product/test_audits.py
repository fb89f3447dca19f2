"""3정5S audits and drawings."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Area
from dure.product import selectors, services
from dure.product.errors import NotADraft, OwnWork, WrongFile
from dure.product.models import Audit, AuditScore

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 50
MARCH = date(2026, 3, 2)


@pytest.fixture
def audit(machine) -> Audit:
    made = services.add_list(name="포장동 점검표", by=None)
    services.add_question(audit_list=made, pillar="sort", text="불필요품", by=None)
    services.add_question(audit_list=made, pillar="set", text="구획선", most=10, by=None)
    return services.start_audit(audit_list=made, area=Area.objects.get(), audited_on=MARCH, by=None)


def answer(audit: Audit, *points: int) -> None:
    for score, given in zip(audit.scores.all(), points, strict=True):
        services.give_points(score=score, points=given, by=None)


def test_an_audit(audit, checker):
    assert audit.number == "5S2603-001"
    answer(audit, 4, 5)
    found = selectors.result_of(audit)
    assert (found.total, found.by_pillar) == (60, {"sort": 80, "set": 50})
    finding = services.add_finding(audit=audit, text="구획선 지워짐", picture=JPEG, owner=checker, by=None)
    services.close_audit(audit=audit, by=None)
    (point,) = selectors.trend(audit.area, MARCH, MARCH)
    assert (point.total, point.by_pillar, point.findings, point.open_findings) == (60, {"sort": 80, "set": 50}, 1, 1)
    assert list(selectors.open_findings(audit.area)) == [finding]
    with pytest.raises(Invalid, match="what was done"):
        services.close_finding(finding=finding, action=" ", by=checker)
    services.close_finding(finding=finding, action="다시 칠함", picture=JPEG, by=checker)
    with pytest.raises(Conflict):
        services.close_finding(finding=finding, action="또", by=checker)
    assert not selectors.open_findings().exists()


def test_a_done_audit_stays_as_it_is(audit):
    with pytest.raises(Invalid, match="2"):
        services.close_audit(audit=audit, by=None)
    answer(audit, 4, 5)
    services.close_audit(audit=audit, by=None)
    with pytest.raises(Conflict):
        services.give_points(score=audit.scores.first(), points=5, by=None)
    with pytest.raises(DatabaseError, match="only a draft"), transaction.atomic():
        AuditScore.objects.update(points=1)


def test_changing_the_list_changes_no_audit(audit):
    question = audit.audit_list.questions.first()
    services.change_question(question=question, text="다른 질문", most=100, by=None)
    assert [(row.text, row.most) for row in audit.scores.all()] == [("불필요품", 5), ("구획선", 10)]


def test_points_stay_within_the_question(audit):
    with pytest.raises(Invalid):
        services.give_points(score=audit.scores.first(), points=6, by=None)


def test_the_trend_of_an_area_takes_two_queries(audit, django_assert_num_queries):
    answer(audit, 5, 10)
    services.close_audit(audit=audit, by=None)
    for day, points in ((9, (0, 0)), (16, (1, 2)), (23, (2, 4))):
        more = services.start_audit(
            audit_list=audit.audit_list, area=audit.area, audited_on=date(2026, 3, day), by=None
        )
        answer(more, *points)
        services.close_audit(audit=more, by=None)
    services.start_audit(audit_list=audit.audit_list, area=audit.area, audited_on=date(2026, 3, 30), by=None)
    with django_assert_num_queries(2):
        found = selectors.trend(audit.area, MARCH, date(2026, 3, 31))
    # 3 of 15 and 6 of 15; the open one doesn't count.
    assert [point.total for point in found] == [100, 0, 20, 40]
    assert len(selectors.trend(audit.area, date(2026, 3, 3), date(2026, 3, 16))) == 2


def test_the_first_list_is_in_the_language_of_the_plant():
    with translation.override("ko"):
        made = services.add_first_list(by=None)
    assert made.name == "3정5S 기본 점검표"
    assert {row.pillar for row in made.questions.all()} == {
        "sort", "set", "shine", "standardise", "sustain", "place", "thing", "amount",
    }  # fmt: skip
    assert all(row.most == 5 for row in made.questions.all())
    with pytest.raises(Invalid), translation.override("ko"):
        services.add_first_list(by=None)


def test_drawings_by_revision(item, writer, checker):
    plate = item("PLATE")
    drawing = services.add_document(item=plate, number="D-100", title="판", kind="drawing", by=writer)

    def revise(name: str, since: date, data: bytes = b"%PDF-1.7 a"):
        return services.add_document_revision(
            document=drawing, revision=name, valid_from=since, file_name="판.pdf", data=data, by=writer
        )

    first = revise("A", date(2026, 1, 1))
    # sha256sum of the same ten bytes
    assert (first.size, first.sha256[:16]) == (10, "ce2ec9eaddc5fc47")
    assert not selectors.documents_in_force(plate, MARCH).exists()
    with pytest.raises(OwnWork):
        services.approve_document(revision=first, by=writer)
    services.approve_document(revision=first, by=checker)
    second = services.approve_document(revision=revise("B", date(2026, 3, 16)), by=checker)
    assert [row.revision for row in selectors.documents_in_force(plate, date(2026, 3, 15))] == ["A"]
    assert list(selectors.documents_in_force(plate, date(2026, 3, 16))) == [second]
    with pytest.raises(Conflict, match="same day"):
        services.approve_document(revision=revise("C", date(2026, 3, 16)), by=checker)
    with pytest.raises(NotADraft):
        services.remove_document_revision(revision=second, by=checker)
    with pytest.raises(WrongFile):
        revise("D", MARCH, b"<html>")
