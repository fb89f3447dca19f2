"""Two assessors, apart from each other, then together; tables in versions, kept by the database."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.models import (
    AnswerEvidence,
    AssessmentTable,
    Diagnosis,
    DiagnosisAnswer,
    PeerFigure,
    TableItem,
    TableModule,
)
from dure.mentoring.selectors import diagnoses as selectors
from dure.mentoring.selectors.assessment_tables import sheet_of
from dure.mentoring.services import assessment_tables as tables
from dure.mentoring.services import diagnoses as services
from dure.mentoring.services.diagnosis_undo import undo_diagnosis
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.plant.plants import person
from tests.product.pictures import PIXEL

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def chief() -> Person:
    return person(Role.OWNER, name="chief")


@pytest.fixture
def two() -> tuple[Person, Person]:
    return person(Role.MENTOR, name="han"), person(Role.QUALITY, name="lee")


def small_table(by: Person, key: str = "small") -> AssessmentTable:
    """Three questions of 40, 30 and 30 points in two modules; levels 0 to 4."""
    table = AssessmentTable.objects.create(
        key=key, name="작은 표", levels=["0", "1", "2", "3", "4"], cut_points=[25, 75], cut_names=["하", "상"]
    )
    first = tables.set_module(table=table, module=None, by=by, area="실행", code="a", name="가")
    second = tables.set_module(table=table, module=None, by=by, area="성과", code="b", name="나")
    for module, question, points in ((first, "계획?", 40), (first, "실적?", 30), (second, "성과?", 30)):
        tables.set_item(module=module, item=None, by=by, question=question, points=points)
    return tables.publish_table(table=table, by=by)


@pytest.fixture
def table(chief) -> AssessmentTable:
    return small_table(chief)


@pytest.fixture
def diagnosis(table, two, chief) -> Diagnosis:
    return begun(table, two, chief)


def begun(table: AssessmentTable, two: tuple[Person, Person], by: Person, on: date = DAY) -> Diagnosis:
    return services.begin_diagnosis(table=table, first=two[0], second=two[1], assessed_on=on, by=by, sector="식품")


def answered(row: Diagnosis, by: Person, *levels: int) -> Diagnosis:
    for item, level in zip(selectors.items_of(row.table_id), levels, strict=True):
        services.answer_item(diagnosis=row, item=item, by=by, level=level)
    return services.hand_in(diagnosis=row, by=by)


def test_from_two_opinions_to_one_result(diagnosis, two, chief):
    """Levels 4, 2, 0 and 4, 2, 2 of 4: agreed on 1 for the last: 40 + 15 + 7.5 of 100."""
    answered(diagnosis, two[0], 4, 2, 0)
    row = answered(diagnosis, two[1], 4, 2, 2)
    assert row.is_handed_in
    found = selectors.report(row)
    assert (found.result.total.score, found.result.total.is_whole, found.level) == (Decimal("78.6"), False, "")
    (open_one,) = found.open_differences
    with pytest.raises(Invalid, match="differences"):
        services.close_diagnosis(diagnosis=row, by=chief, summary="")
    with pytest.raises(Invalid, match="why you agree"):
        services.agree(diagnosis=row, item=open_one.item, by=two[0], level=1, reason=" ")
    services.agree(diagnosis=row, item=open_one.item, by=two[0], level=1, reason="기록은 있으나 목표가 없음")
    closed = services.close_diagnosis(diagnosis=row, by=chief, summary="좋아지는 중")
    found = selectors.report(closed)
    assert (found.result.total.score, found.level, found.open_differences) == (Decimal("62.5"), "하", [])
    assert found.result.by_module["a"].share == Decimal("78.6")
    assert (found.agreement.n, found.agreement.same, found.agreement.near) == (3, 2, 0)
    with pytest.raises(Conflict, match="closed"):
        services.agree(diagnosis=row, item=open_one.item, by=two[0], level=2, reason="다시")


def test_nobody_sees_the_other_before_both_have_handed_in(diagnosis, two):
    answered(diagnosis, two[0], 4, 2, 0)
    row = Diagnosis.objects.get()
    assert selectors.sides(row) == {}
    assert selectors.agreement_of(row) is None
    assert [one.level for one in selectors.report(row).lines] == [None] * 3
    assert not ChangeRecord.objects.filter(table="DiagnosisAnswer").exists()
    with pytest.raises(Conflict, match="Both assessors"):
        services.agree(diagnosis=row, item=selectors.items_of(row.table_id)[0], by=two[1], level=1, reason="x")


def test_only_the_two_answer_and_only_until_they_hand_in(diagnosis, two, chief):
    item = selectors.items_of(diagnosis.table_id)[0]
    with pytest.raises(Denied):
        services.answer_item(diagnosis=diagnosis, item=item, by=chief, level=1)
    with pytest.raises(Invalid, match="no such level"):
        services.answer_item(diagnosis=diagnosis, item=item, by=two[0], level=5)
    with pytest.raises(Invalid, match="why it doesn't"):
        services.answer_item(diagnosis=diagnosis, item=item, by=two[0], is_left_out=True)
    with pytest.raises(Invalid, match="3 questions"):
        services.hand_in(diagnosis=diagnosis, by=two[0])
    answered(diagnosis, two[0], 1, 1, 1)
    with pytest.raises(Conflict, match="handed in"):
        services.answer_item(diagnosis=diagnosis, item=item, by=two[0], level=2)
    services.take_back(diagnosis=diagnosis, by=two[0])
    services.answer_item(diagnosis=diagnosis, item=item, by=two[0], level=2)
    services.hand_in(diagnosis=diagnosis, by=two[0])
    answered(diagnosis, two[1], 2, 1, 1)
    with pytest.raises(Conflict, match="Both have handed in"):
        services.take_back(diagnosis=diagnosis, by=two[0])


def refused(sql: str, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_keeps_what_was_handed_in_closed_and_published(diagnosis, two, chief):
    answered(diagnosis, two[0], 1, 1, 1)
    refused("UPDATE mentoring_diagnosisanswer SET level = 4", "handed in")
    refused("DELETE FROM mentoring_diagnosisanswer", "handed in")
    answered(diagnosis, two[1], 1, 1, 2)
    item = selectors.items_of(diagnosis.table_id)[2]
    services.agree(diagnosis=diagnosis, item=item, by=two[0], level=1, reason="기록")
    services.close_diagnosis(diagnosis=diagnosis, by=chief, summary="")
    refused("UPDATE mentoring_agreedlevel SET level = 4", "closed diagnosis")
    refused("UPDATE mentoring_assessmenttable SET name = 'x'", "published")
    refused("UPDATE mentoring_assessmenttable SET status = 'draft', published_at = NULL", "published")
    refused("UPDATE mentoring_tableitem SET points = 99", "published")
    refused("DELETE FROM mentoring_tableitem", "published")
    refused(
        "INSERT INTO mentoring_tablemodule (table_id, position, area, code, name) "
        "SELECT id, 1, 'x', 'x', 'x' FROM mentoring_assessmenttable",
        "published",
    )


def test_versions(table, two, chief):
    with pytest.raises(Conflict, match="published"):
        tables.set_module(table=table, module=None, by=chief, area="x", code="x", name="x")
    draft = tables.copy_table(table=table, by=chief)
    assert (draft.version, draft.status, sheet_of(draft)) == (2, "draft", sheet_of(table))
    with pytest.raises(Invalid, match="draft of this table"):
        tables.copy_table(table=table, by=chief)
    with pytest.raises(Invalid, match="published table"):
        begun(draft, two, chief)
    item = TableItem.objects.filter(module__table=draft).first()
    tables.set_item(module=item.module, item=item, by=chief, points=41)
    tables.publish_table(table=draft, by=chief)
    table.refresh_from_db()
    assert table.status == "withdrawn"
    with pytest.raises(Conflict, match="Another version"):
        tables.bring_back_table(table=table, by=chief)
    tables.withdraw_table(table=draft, by=chief)
    assert tables.bring_back_table(table=table, by=chief).status == "published"


def test_a_draft_that_lacks_something_is_not_published(chief):
    draft = AssessmentTable.objects.create(key="x", name="x", levels=["0", "1"], cut_points=[9], cut_names=["상"])
    with pytest.raises(Invalid, match="no questions"):
        tables.publish_table(table=draft, by=chief)
    module = tables.set_module(table=draft, module=None, by=chief, area="a", code="a", name="가")
    with pytest.raises(Invalid, match="가 has no questions"):
        tables.publish_table(table=draft, by=chief)
    with pytest.raises(Invalid, match="figure needs its steps"):
        tables.set_item(module=module, item=None, by=chief, question="?", points=5, figure="bom_share")
    with pytest.raises(Invalid, match="one step for each level"):
        tables.set_item(module=module, item=None, by=chief, question="?", points=5, figure="bom_share", steps=[1, 2])
    tables.set_item(module=module, item=None, by=chief, question="?", points=5)
    with pytest.raises(Invalid, match="highest cut-off"):
        tables.publish_table(table=draft, by=chief)


def test_the_shipped_tables_come_once_and_go_through_a_workbook(chief):
    with translation.override("ko"):
        first, _own = tables.add_first_tables(by=chief)
    assert first.name == "스마트공장 수준진단 1000점"
    assert [(one.worth, one.asked) for one in selectors.tables().order_by("-worth")] == [(1000, 42), (100, 16)]
    with pytest.raises(Conflict):
        tables.add_first_tables(by=chief)
    draft = tables.take_sheet(sheet=sheet_of(first), by=chief)
    assert (draft.version, draft.status, sheet_of(draft)) == (2, "draft", sheet_of(first))


def test_undo_of_a_draft_and_not_of_what_is_published(table, two, chief):
    draft = tables.copy_table(table=table, by=chief)
    item = TableItem.objects.filter(module__table=draft).first()
    tables.set_item(module=item.module, item=item, by=chief, points=41)
    record = ChangeRecord.objects.filter(table="TableItem").latest("pk")
    with pytest.raises(Denied):
        undo_diagnosis(record_id=record.pk, by=two[0])
    undo_diagnosis(record_id=record.pk, by=chief)
    item.refresh_from_db()
    assert item.points == 40
    steps = [Decimal(one) for one in (20, 40, 60, 80)]
    item = tables.set_item(
        module=item.module, item=item, by=chief, figure="bom_share", steps=steps, levels=["a", "b", "c", "d", "e"]
    )
    tables.remove_item(item=item, by=chief)
    undo_diagnosis(record_id=ChangeRecord.objects.filter(table="TableItem").latest("pk").pk, by=chief)
    assert TableItem.objects.get(pk=item.pk).steps == steps
    old = ChangeRecord.objects.filter(table="TableModule", row_id=TableModule.objects.filter(table=table).first().pk)
    with pytest.raises(Conflict, match="published"):
        undo_diagnosis(record_id=old.latest("pk").pk, by=chief)


def test_evidence_is_the_own_until_both_are_done(diagnosis, two, chief):
    item = selectors.items_of(diagnosis.table_id)[0]
    proof = services.add_evidence(diagnosis=diagnosis, item=item, data=PIXEL, by=two[0], note="게시판")
    assert selectors.evidence_seen(diagnosis, two[1]) == {}
    with pytest.raises(Denied, match="who added"):
        services.remove_evidence(evidence=proof, by=two[1])
    with pytest.raises(Invalid, match="picture"):
        services.add_evidence(diagnosis=diagnosis, item=item, data=None, by=two[0])
    with pytest.raises(Invalid, match="no measured figure"):
        services.add_figure(diagnosis=diagnosis, item=item, by=two[0])
    answered(diagnosis, two[0], 1, 1, 1)
    row = answered(diagnosis, two[1], 1, 1, 1)
    assert selectors.evidence_seen(row, two[1]) == {item.pk: [proof]}
    assert selectors.report(row).proofs == [proof]


def test_against_the_last_one_and_the_peers(table, two, chief):
    for on, levels in ((DAY, (1, 1, 1)), (date(2026, 9, 1), (3, 2, 1))):
        row = begun(table, two, chief, on)
        for by in two:
            answered(row, by, *levels)
        row = services.close_diagnosis(diagnosis=row, by=chief, summary="")
    peer = {"table_key": "small", "sector": "식품", "n": 5, "low": 10, "median": 30, "high": 60, "made_on": DAY}
    assert services.take_peers(rows=[peer | {"module": "a"}, peer | {"module": ""}], by=chief) == 2
    found = selectors.report(row)
    # 30 + 15 of 70 are 64.3 %, before 25; the whole 30 + 15 + 7.5 of 100, before 25.
    assert [(one.code, one.share, one.change) for one in found.modules] == [
        ("a", Decimal("64.3"), Decimal("39.3")), ("b", Decimal("25.0"), Decimal("0.0")),
    ]  # fmt: skip
    assert (found.change, found.whole_peer.n) == (Decimal("27.5"), 5)
    assert found.modules[1].peer is None
    services.take_peers(rows=[peer | {"module": "b"}], by=chief)
    assert [one.module for one in PeerFigure.objects.all()] == ["b"]
    with pytest.raises(Invalid, match="5"):
        services.take_peers(rows=[peer | {"module": "", "n": 4}], by=chief)


def test_two_different_people_who_may_assess(table, two, chief):
    with pytest.raises(Invalid, match="different people"):
        begun(table, (two[0], two[0]), chief)
    with pytest.raises(Invalid, match="no role"):
        begun(table, (two[0], person(Role.OPERATOR, name="op")), chief)


def test_figures_fill_in_only_what_is_open_and_known(chief, two):
    _first, own = tables.add_first_tables(by=chief)
    row = begun(own, two, chief)
    assert services.fill_in(diagnosis=row, by=two[0]) == 0
    assert (DiagnosisAnswer.objects.count(), AnswerEvidence.objects.count()) == (0, 0)
