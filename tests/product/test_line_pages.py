"""The pages of work elements and of a line, from the first element to a line that was taken over."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dure.plant.roles import Role
from dure.product import selectors, services
from dure.product.models import WorkElement
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def routing(item, machine):
    routing = services.add_routing(item=item("FAN"), valid_from=date(2026, 3, 1), by=None)
    for number, name in ((10, "조립"), (20, "포장")):
        services.add_operation(routing=routing, number=number, name=name, work_center=machine.work_center, by=None)
    return routing


def element(number: int, name: str, seconds: str, worth: str = "value", **more: object) -> dict[str, object]:
    return {"number": number, "name": name, "seconds": seconds, "worth": worth, **more}


def written(client, routing) -> dict[str, WorkElement]:
    """Four elements as a planner types them: 6 + 4 s at the first operation, 5 + 3 s at the second."""
    first, second = routing.operations.all()
    for operation, values in (
        (first, element(1, "날개 끼우기", "6")),
        (first, element(2, "공구 찾기", "4", "waste")),
        (second, element(1, "상자 접기", "5", "needed")),
        (second, element(2, "담기", "3")),
    ):
        assert client.post(f"/routings/operations/{operation.pk}/elements/add/", values).status_code == 302
    return {one.code: one for one in selectors.elements_of(routing)}


def sheet(client, address: str) -> list[list[object]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows()]


def test_a_line_from_its_first_element_to_a_proposal_taken_over(routing):
    client = logged_in(person(Role.PLANNER))
    assert "아직 요소작업이 없습니다" in client.get("/lines/").content.decode()
    rows = written(client, routing)
    change = {**element(2, "담기", "3"), "after": [rows["10-1"].pk, rows["20-1"].pk]}
    assert client.post(f"/routings/elements/{rows['20-2'].pk}/", change).status_code == 302
    page = client.get(f"/routings/{routing.pk}/elements/").content.decode()
    assert "합계 10초: 부가가치 6, 필요 비부가가치 0, 낭비 4" in page
    assert "10-1, 20-1" in page
    line = f"/routings/{routing.pk}/line/"
    asked = f"{line}?demand=3000&minutes=450&proposal=stations"
    page = client.get(asked).content.decode()
    assert "택트 타임 9.00초" in page
    assert "증명됨: 사람·설비가 2보다 적으면" in page
    assert not WorkElement.objects.exclude(station=None).exists()
    places = re.search(r'name="places" value="([\d:,]+)"', page)[1]
    assert client.post(f"{line}take/", {"places": places}).status_code == 302
    layout = selectors.layout_of(selectors.elements_of(routing), Decimal(9))
    assert ([one.seconds for one in layout.stations], layout.figures.over) == ([9, 9], 0)
    assert client.post(f"/routings/{routing.pk}/undo/").status_code == 302
    assert not WorkElement.objects.exclude(station=None).exists()
    assert "FAN" in client.get("/lines/").content.decode()


def test_what_is_asked_wrongly_is_said_at_the_field(routing):
    client = logged_in(person(Role.PLANNER))
    rows = written(client, routing)
    line = f"/routings/{routing.pk}/line/"
    assert "필요 수량과 작업 시간(분)이 있어야" in client.get(f"{line}?proposal=stations").content.decode()
    assert "사람이나 설비가 몇인지" in client.get(f"{line}?proposal=cycle").content.decode()
    assert "혼자서도 더 오래" in client.get(f"{line}?demand=5400&minutes=450&proposal=stations").content.decode()
    assert client.get(f"{line}?demand=-1&minutes=x&stations=0").status_code == 200
    loop = {**element(1, "날개 끼우기", "6"), "after": [rows["10-2"].pk]}
    late = {**element(2, "공구 찾기", "4", "waste"), "after": [rows["10-1"].pk]}
    assert client.post(f"/routings/elements/{rows['10-2'].pk}/", late).status_code == 302
    answer = client.post(f"/routings/elements/{rows['10-1'].pk}/", loop)
    assert (answer.status_code, "서로를 기다리게" in answer.content.decode()) == (409, True)
    nothing = client.post(f"/routings/elements/{rows['10-1'].pk}/", element(1, "날개 끼우기", "0"))
    assert nothing.status_code == 422
    for places in ("", "x", f"{rows['10-1'].pk}:1"):
        assert client.post(f"{line}take/", {"places": places}).status_code in (409, 422)


def test_the_shortest_cycle_of_a_number_of_stations(routing):
    """18 s in three stations: 6 | 4 + 3 … the longest is 7 when nothing must wait."""
    client = logged_in(person(Role.PLANNER))
    written(client, routing)
    page = client.get(f"/routings/{routing.pk}/line/?stations=3&proposal=cycle").content.decode()
    assert "사이클이 7초보다 짧을 수 없습니다" in page
    assert page.count('<svg class="chart yamazumi"') == 2


def test_sheets_and_papers_say_the_same(routing):
    client = logged_in(person(Role.OWNER))
    written(logged_in(person(Role.PLANNER)), routing)
    rows = sheet(client, f"/routings/{routing.pk}/elements/?format=xlsx")
    assert ["20 포장", "20-1", "상자 접기", 5, "필요 비부가가치"] in [row[:5] for row in rows]
    rows = sheet(client, f"/routings/{routing.pk}/line/?format=xlsx&stations=1&proposal=cycle")
    assert ["1", "10-1", "날개 끼우기", 6, "부가가치", 18] in [row[:6] for row in rows]
    assert any(row[0] == "FAN" and row[5:] == [18, 9, 5, 4] for row in sheet(client, "/lines/?format=xlsx"))
    assert "상자 접기" in client.get(f"/routings/{routing.pk}/elements/print/").content.decode()
    paper = client.get(f"/routings/{routing.pk}/line/print/?demand=3000&minutes=450&proposal=stations")
    assert "제안이며 지금 하는 방법이 아닙니다" in paper.content.decode()


def test_what_a_new_revision_saved(routing):
    client = logged_in(person(Role.PLANNER))
    written(client, routing)
    assert "다른 개정이 없습니다" in client.get(f"/routings/{routing.pk}/elements/compare/").content.decode()
    later = services.copy_routing(routing=routing, revision="B", valid_from=date(2026, 4, 1), by=None)
    waste = WorkElement.objects.get(operation__routing=later, worth="waste")
    assert client.post(f"/routings/elements/{waste.pk}/remove/").status_code == 302
    page = client.get(f"/routings/{later.pk}/elements/compare/").content.decode()
    assert "18 → 14" in page
    assert "공구 찾기" in page
    rows = sheet(client, f"/routings/{later.pk}/elements/compare/?with={routing.pk}&format=xlsx")
    assert rows[-1][1:] == ["라인 전체", 9, 9, 5, 5, 4, 0, 18, 14]


@pytest.mark.parametrize("wanted", ["x", "²", "9" * 40])
def test_a_revision_that_is_none_is_compared_with_the_one_before(routing, wanted):
    later = services.copy_routing(routing=routing, revision="B", valid_from=date(2026, 4, 1), by=None)
    answer = logged_in(person(Role.PLANNER)).get(f"/routings/{later.pk}/elements/compare/?with={wanted}")
    assert answer.status_code == 200


def test_a_takt_of_hours_is_written_out(routing):
    client = logged_in(person(Role.PLANNER))
    written(client, routing)
    page = client.get(f"/routings/{routing.pk}/line/?demand=1&minutes=450").content.decode()
    assert "택트 27,000.00초" in page
    assert "e+" not in page


def test_what_is_too_long_for_one_is_done_side_by_side(routing):
    """A takt of 5 s: 6 s are too much for one. 18 s are ⌈18 ÷ 5⌉ = 4 people, two of them side by side."""
    client = logged_in(person(Role.PLANNER))
    written(client, routing)
    line = f"/routings/{routing.pk}/line/"
    asked = f"{line}?demand=5400&minutes=450&proposal=stations"
    assert "혼자서도 더 오래" in client.get(asked).content.decode()
    page = client.get(f"{asked}&most=2").content.decode()
    assert "사람·설비가 4보다 적으면" in page
    places, side = (re.search(rf'name="{name}" value="([\d:,]+)"', page)[1] for name in ("places", "side"))
    assert client.post(f"{line}take/", {"places": places, "side": side}).status_code == 302
    layout = selectors.layout_of(selectors.elements_of(routing), Decimal(5), selectors.places_of(routing))
    assert (layout.figures.places, layout.figures.over) == (4, 0)
    sheeted = [row for row in sheet(client, f"{line}?format=xlsx") if row[0] in {"1", "2", "3"}]
    assert {(row[0], row[6]) for row in sheeted} == {(one.label, one.places) for one in layout.stations}
    assert max(row[6] for row in sheeted) == 2
    later = services.copy_routing(routing=routing, revision="B", valid_from=date(2026, 4, 1), by=None)
    assert selectors.places_of(later) == selectors.places_of(routing)
    assert client.post(f"/routings/{routing.pk}/undo/").status_code == 302
    assert selectors.places_of(routing) == {}


def test_places_are_put_side_by_side_and_taken_back(routing):
    client = logged_in(person(Role.PLANNER))
    rows = written(client, routing)
    address = f"/routings/{routing.pk}/line/places/"
    assert client.post(address, {"station": 1, "count": 2}).status_code == 422
    places = ",".join(f"{one.pk}:{2 if code == '10-1' else 1}" for code, one in rows.items())
    assert client.post(f"/routings/{routing.pk}/line/take/", {"places": places}).status_code == 302
    assert client.post(address, {"station": 1, "count": 3}).status_code == 302
    assert selectors.places_of(routing) == {1: 3}
    page = client.get(f"/routings/{routing.pk}/line/").content.decode()
    assert "12 ÷ 3 = 4.00" in page
    assert client.post(address, {"station": 1, "count": 10}).status_code == 422
    assert client.post(f"/routings/{routing.pk}/undo/").status_code == 302
    assert selectors.places_of(routing) == {}


def test_what_more_and_fewer_people_would_make(routing):
    """6, 4, 5, 3: one does 18 s, two 9, three 7 (4 + 3), four 6; a fifth has nothing to do. At 9 s 400 an hour."""
    page = logged_in(person(Role.PLANNER))
    written(page, routing)
    html = page.get(f"/routings/{routing.pk}/line/?stations=3&demand=3000&minutes=450&proposal=crews").content.decode()
    table = html[html.index('id="crews"') :]
    table = table[: table.index("</table>")]
    assert re.findall(r"([\d.]+) s", table) == ["18.00", "9.00", "7.00", "6.00", "6.00", "6.00"]
    assert "400.0" in table
    assert (table.count("느림"), table.count("지킴")) == (1, 5)
    assert "사람이나 설비가 몇인지" in page.get(f"/routings/{routing.pk}/line/?proposal=crews").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_elements(routing, django_assert_max_num_queries):
    client = logged_in(person(Role.PLANNER))
    operation = routing.operations.first()
    before = None
    for number in range(1, 30):
        after = [before] if before else []
        before = services.add_element(
            operation=operation, number=number, name=f"e{number}", seconds=Decimal(2), by=None, after=after
        )
    with django_assert_max_num_queries(25):
        client.get(f"/routings/{routing.pk}/line/")
    with django_assert_max_num_queries(25):
        client.get(f"/routings/{routing.pk}/elements/")
