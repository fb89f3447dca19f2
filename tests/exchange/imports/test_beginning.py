"""The registers that a firm fills on the day it begins, with what must come of each workbook said beforehand."""

from datetime import date

import pytest

from dure.commerce.models import Partner, PurchaseOrder
from dure.commerce.services import confirm_purchase_order
from dure.exchange.imports import files, services, writing
from dure.exchange.imports.registers import register
from dure.exchange.models import Import
from dure.inventory.models import Item, Location
from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.plant.services import add_person, change_person
from dure.product.approval import Step
from dure.product.models import Routing, StandardVersion, WorkStandard
from dure.product.services import add_operation, add_part, add_routing, move_on, new_version
from tests.exchange.beginning import ALL
from tests.exchange.imports.story import Case, columns, counts, outcomes, problems, tried
from tests.exchange.workbooks import TODAY
from tests.plant.plants import person

pytestmark = pytest.mark.django_db

CASES = [
    Case(
        "open_purchases", "purchases", {"new": 2, "wrong": 2}, world=["noodles"],
        columns={"reference": "A", "ordered_on": "B", "partner": "C", "item": "D", "item_name": "E", "quantity": "G",
                 "price": "H", "requested_on": "I"},
        problems={5: [("quantity", "")], 6: [("partner", "P0002")]},
    ),
    Case(
        "staff", "people", {"new": 3, "wrong": 3},
        columns={"username": "B", "display_name": "C", "roles": "D", "is_active": "E", "ends_on": "F"},
        problems={7: [("username", "")], 8: [("username", "1005")], 9: [("roles", "작업자")]},
    ),
    Case(
        "stores", "places", {"new": 3, "change": 1, "wrong": 1}, world=["noodles"],
        columns={"code": "A", "own_name": "B", "kind": "C", "parent": "D", "is_active": "E"},
        problems={5: [("parent", "")]},
    ),
    Case(
        "standards", "standards", {"new": 3, "wrong": 2}, world=["noodles", "plant", "routing"],
        columns={"item": "A", "operation": "B", "work_unit": "C", "step": "D", "key_point": "E", "limit": "F",
                 "limit_unit": "G", "lower": "H", "target": "I", "upper": "J", "check": "K", "method": "L",
                 "hazard": "M", "prevention": "N", "gear": "O"},
        problems={5: [("lower", "")], 6: [("operation", "")]},
    ),
]  # fmt: skip


def begun(name: str, clerk: Person, world) -> Import:
    case = next(one for one in CASES if one.book == name)
    for one in case.world:
        world(one) if one != "routing" else _routing()
    Partner.objects.update(is_supplier=True)
    title, make = ALL[name]
    return tried(make(), title, case.register, clerk)


def _routing() -> None:
    routing = add_routing(item=Item.objects.get(code="N-200"), valid_from=TODAY, by=None)
    for number, name in ((10, "반죽"), (20, "압출")):
        add_operation(routing=routing, number=number, name=name, by=None, is_subcontracted=True)


def write(name: str, clerk: Person, world) -> Import:
    return writing.write(begun(name, clerk, world).pk, clerk, only_good=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_what_comes_of_a_workbook(case: Case, clerk, world) -> None:
    row = begun(case.book, clerk, world)
    assert columns(row) == case.columns
    assert problems(row) == case.problems
    assert counts(row) == case.counts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_a_wrong_one_is_refused_whole(case: Case, clerk, world) -> None:
    row = begun(case.book, clerk, world)
    tables = (PurchaseOrder, Person, Location, WorkStandard, StandardVersion)
    before = [table.objects.count() for table in tables]
    with pytest.raises(Conflict):
        writing.write(row.pk, clerk, only_good=False)
    assert [table.objects.count() for table in tables] == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.book)
def test_what_goes_out_comes_in_again_as_the_same(case: Case, clerk, world) -> None:
    write(case.book, clerk, world)
    again = tried(files.as_it_stands(register(case.register)), "again.xlsx", case.register, clerk)
    assert set(outcomes(again).values()) == {"same"}


class TestPurchases:
    def test_what_is_to_come_is_ordered(self, clerk, world) -> None:
        write("open_purchases", clerk, world)
        order = PurchaseOrder.objects.get()
        assert (order.status, order.partner_reference, order.ordered_on) == ("draft", "26-1103", date(2026, 11, 3))
        lines = order.lines.order_by("position").values_list("item__code", "quantity", "price", "requested_on")
        assert list(lines) == [("RICE", 1500, 1800, date(2026, 12, 1)), ("TAPE", 20, 900, date(2026, 12, 4))]

    def test_drafts_are_cancelled_again_and_others_are_in_the_way(self, clerk, world) -> None:
        row = write("open_purchases", clerk, world)
        confirm_purchase_order(order=PurchaseOrder.objects.get(), by=clerk)
        with pytest.raises(Conflict):
            writing.take_back(row.pk, clerk)
        assert PurchaseOrder.objects.get().status == "confirmed"


class TestPeople:
    def test_who_comes_in_and_what_they_may_do(self, clerk, world) -> None:
        write("staff", clerk, world)
        rows = Person.objects.exclude(pk=clerk.pk).order_by("username")
        assert [(one.username, one.display_name, one.roles, one.is_active) for one in rows] == [
            ("1001", "김가람", ["operator"], True),
            ("1002", "이누리", ["operator", "quality"], True),
            ("1003", "박다솜", ["maintenance"], False),
        ]
        assert not any(one.has_usable_password() for one in rows)

    def test_taken_back_the_new_ones_are_out_of_service_and_the_others_as_they_were(self, clerk, world) -> None:
        old = add_person(username="1001", roles=["quality"], display_name="김가람", by=clerk)
        row = write("staff", clerk, world)
        old.refresh_from_db()
        assert old.roles == ["operator"]
        writing.take_back(row.pk, clerk)
        old.refresh_from_db()
        assert (old.roles, old.is_active) == (["quality"], True)
        assert not Person.objects.get(username="1002").is_active
        # Imported again they are in service again.
        writing.write(tried(ALL["staff"][1](), "b.xlsx", "people", clerk).pk, clerk, only_good=True)
        assert Person.objects.get(username="1002").is_active

    def test_who_was_changed_since_is_in_the_way(self, clerk, world) -> None:
        row = write("staff", clerk, world)
        change_person(person=Person.objects.get(username="1001"), by=clerk, display_name="김가람솔")
        with pytest.raises(Conflict):
            writing.take_back(row.pk, clerk)
        assert Person.objects.get(username="1002").is_active

    def test_a_supervisor_adds_operators_only(self, clerk, world) -> None:
        boss = person(Role.SUPERVISOR, name="boss")
        row = tried(ALL["staff"][1](), "a.xlsx", "people", boss)
        writing.write(row.pk, boss, only_good=True)
        row.refresh_from_db()
        assert outcomes(row)[5] == "wrong"
        assert list(Person.objects.filter(username__startswith="100").values_list("username", flat=True)) == ["1001"]


class TestPlaces:
    def test_what_is_inside_comes_after(self, clerk, world) -> None:
        row = write("stores", clerk, world)
        assert Location.objects.get(code="F-1").parent == Location.objects.get(code="FRZ")
        assert Location.objects.get(code="IQC").kind == "quarantine"
        assert Location.objects.get(code="COLD").own_name == "냉장창고(1공장)"
        writing.take_back(row.pk, clerk)
        assert not Location.objects.filter(code__in=["F-1", "FRZ", "IQC"]).exists()
        assert Location.objects.get(code="COLD").own_name == "냉장창고"


class TestStandards:
    def test_rows_become_parts_of_a_draft(self, clerk, world) -> None:
        write("standards", clerk, world)
        dough, machine = StandardVersion.objects.order_by("pk")
        assert (dough.standard.operation_number, dough.standard.title, dough.status) == (
            10,
            "쌀국수 200g 반죽",
            "draft",
        )
        assert list(dough.standardsteps.values_list("text", "key_point")) == [
            ("가루를 넣는다", "체로 친다"), ("물을 붓는다", ""),
        ]  # fmt: skip
        assert list(dough.standardlimits.values_list("name", "unit", "lower", "target", "upper")) == [
            ("물 온도", "°C", 18, 20, 22), ("반죽 시간", "분", 10, None, 12),
        ]  # fmt: skip
        assert (dough.gear, dough.written_by) == (["gloves", "mask"], clerk)
        assert (machine.standard.item, machine.standard.work_unit.code) == (None, "M1")
        assert list(machine.standardhazards.values_list("text", "prevention")) == [("감전", "전원 차단")]

    def test_all_are_read_in_as_many_queries_as_one(self, clerk, world, django_assert_num_queries) -> None:
        write("standards", clerk, world)
        with django_assert_num_queries(6):  # standards, versions, and each of the four parts
            rows = list(register("standards").export())
        assert [(row["number"], row["step"]) for row in rows if row["step"]][:2] == [
            ("WS-0001", "가루를 넣는다"), ("WS-0001", "물을 붓는다"),
        ]  # fmt: skip

    def test_drafts_go_again(self, clerk, world) -> None:
        row = write("standards", clerk, world)
        writing.take_back(row.pk, clerk)
        assert not WorkStandard.objects.exists()

    def test_one_that_somebody_worked_on_is_in_the_way(self, clerk, world) -> None:
        row = write("standards", clerk, world)
        version = StandardVersion.objects.latest("pk")
        table = version.standardsteps.model
        add_part(version=version, part=table, by=clerk, text="청소한다")
        with pytest.raises(Conflict):
            services.undo(row=row, by=clerk)
        assert WorkStandard.objects.count() == 2

    def test_one_that_was_approved_is_in_the_way(self, clerk, checker, world) -> None:
        row = write("standards", clerk, world)
        version = StandardVersion.objects.earliest("pk")
        for step, by in ((Step.SUBMIT, clerk), (Step.ENDORSE, checker), (Step.APPROVE, checker)):
            move_on(version=version, step=step, by=by)
        with pytest.raises(Conflict):
            writing.take_back(row.pk, clerk)

    def test_a_mentor_writes_them(self, world) -> None:
        mentor = person(Role.MENTOR, name="mentor")
        row = write("standards", mentor, world)
        assert row.state == "written"
        assert not Routing.objects.filter(status="approved").exists()


def test_a_second_version_stands_in_the_way_of_removing_a_draft(clerk, checker, world) -> None:
    write("standards", clerk, world)
    version = StandardVersion.objects.earliest("pk")
    for step, by in (
        (Step.SUBMIT, clerk),
        (Step.ENDORSE, checker),
        (Step.APPROVE, checker),
        (Step.PUT_IN_FORCE, checker),
    ):
        move_on(version=version, step=step, by=by)
    from dure.product.services import remove_draft_standard

    with pytest.raises(Conflict):
        remove_draft_standard(version=new_version(standard=version.standard, change_note="둘째", by=clerk), by=clerk)
