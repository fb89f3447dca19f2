"""Work units with where they stand; areas and work centers that aren't there yet are made on the way."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Line, Piece
from dure.exchange.imports.lookups import Names, parts
from dure.exchange.imports.registers.words import WRITERS, note_field
from dure.exchange.imports.values import compare
from dure.exchange.sheets.words import key
from dure.kernel.errors import Invalid
from dure.plant.models import Area, Named, Person, Site, WorkCenter, WorkUnit
from dure.plant.services import add_part, change_part

FIELDS = (
    Field("code", _("Machine code"), ("설비코드", "설비번호", "기계번호", "관리번호", "호기", "자산번호", "machine no"), Kind.CODE, longest=40,
          is_required=True, example="M1"),
    Field("name", _("Machine name"), ("설비명", "기계명", "장비명", "설비", "machine"), longest=120, is_required=True, example="포장기"),
    Field("work_center", _("Work center"), ("작업장", "라인", "작업장명", "라인명", "공정", "설치라인", "작업장/라인", "line"), falls=True, longest=120,
          example="포장 라인", help=_("One that isn't there yet is made.")),
    Field("area", _("Area"), ("구역", "설치장소", "위치", "동", "공장동", "설치위치", "area"), falls=True, longest=120, example="포장동"),
    Field("manufacturer", _("Manufacturer"), ("제조사", "제작사", "제조업체", "메이커", "maker", "제작업체"), longest=80),
    Field("model", _("Model"), ("모델", "모델명", "형식", "규격", "사양"), longest=80),
    Field("serial_number", _("Serial number"), ("제조번호", "시리얼번호", "S/N", "제작번호", "기기번호"), longest=80),
    Field("made_year", _("Year made"), ("제조년도", "제작년도", "제조연도", "제작연도", "도입년도", "도입연도", "구입년도", "취득년도", "year"), Kind.WHOLE),
    Field("rated_power_kw", _("Rated power (kW)"), ("정격전력", "전력", "동력", "용량(kW)", "소비전력", "정격용량", "마력"), Kind.AMOUNT, places=2),
    note_field(0),
)  # fmt: skip
_PLAIN = ("name", "manufacturer", "model", "serial_number", "made_year", "rated_power_kw", "note")


class _Places:
    """Areas and work centers that stand, and those that the sheet adds."""

    def __init__(self) -> None:
        self.centers: Names[WorkCenter] = parts(WorkCenter)
        self.areas: Names[Area] = parts(Area)
        self.units = {unit.code: unit for unit in WorkUnit.objects.select_related("work_center")}
        self.codes = {code for model in (Area, WorkCenter) for code in model.objects.values_list("code", flat=True)}
        self.site = Site.objects.filter(is_active=True).order_by("sort_order", "code").first()
        self.made: dict[str, Named] = {}

    def code(self, prefix: str) -> str:
        n = next(n for n in range(1, 10_000) if f"{prefix}{n}" not in self.codes)
        self.codes.add(f"{prefix}{n}")
        return f"{prefix}{n}"

    def center(self, name: str, area: str, by: Person) -> WorkCenter:
        """The work center of a name, made when it isn't there."""
        found = self.centers.find(name) or self.made.get(f"center {key(name)}")
        if found is None:
            found = self.made[f"center {key(name)}"] = add_part(
                level="work-center", by=by, code=self.code("L"), name=name, area=self._area(area, by)
            )
        return found  # type: ignore[return-value]

    def _area(self, name: str, by: Person) -> Named:
        found = self.areas.find(name) if name else next(iter(self.areas.by_code.values()), None)
        found = found or self.made.get(f"area {key(name)}")
        if found is None:
            found = self.made[f"area {key(name)}"] = add_part(
                level="area", by=by, code=self.code("A"), name=name, site=self.site
            )
        return found


def judge(lines: Sequence[Line]) -> list[Piece]:
    places = _Places()
    seen: dict[str, Line] = {}
    return [_piece(line, places, seen) for line in lines]


def _piece(line: Line, places: _Places, seen: dict[str, Line]) -> Piece:
    line.label = line["name"] or line["code"] or ""
    first = seen.setdefault(line["code"] or "", line)
    if first is not line and line["code"]:
        line.refuse("code", Invalid("Row %(row)s has this code too.", row=first.number), act=Act.LEAVE)
    row = places.units.get(line["code"] or "")
    values = line.given(*_PLAIN)
    center = line["work_center"]
    if row is not None:
        standing = places.centers.find(center) if center else row.work_center
        return _changed(line, row, values, standing, places)
    if center is None:
        _refuse_homeless(line, places)
    elif places.centers.find(center) is None and not line["area"] and not places.areas.by_code:
        line.refuse("area", Invalid("Say in which area the new work center is."))
    if places.site is None:
        line.refuse("", Invalid("Set up the plant first."))
    return Piece([line], partial(_add, (center, line["area"] or ""), {"code": line["code"], **values}, places))


def _refuse_homeless(line: Line, places: _Places) -> None:
    centers = places.centers.by_code
    only = next(iter(centers.values())).name if len(centers) == 1 else ""
    line.refuse("work_center", Invalid("%(field)s is missing.", field=_("Work center")), only)


def _changed(line: Line, row: WorkUnit, values: dict[str, Any], center: WorkCenter | None, places: _Places) -> Piece:
    if center is not None:
        values["work_center"] = center
    different = compare(line, row, values)
    if center is None:
        error = Invalid("%(field)s “%(text)s” is not registered.", field=_("Work center"), text=line["work_center"])
        line.refuse("work_center", error, places.centers.near(line["work_center"]))
    return Piece([line], lambda by: change_part(row=row, by=by, **different))


def _add(where: tuple[str, str], values: Mapping[str, Any], places: _Places, by: Person) -> Named:
    return add_part(level="work-unit", by=by, work_center=places.center(*where, by), **values)


def export() -> Iterable[Mapping[str, Any]]:
    for unit in WorkUnit.objects.filter(is_active=True).select_related("work_center__area").order_by("code"):
        row = {name: getattr(unit, name) for name in (*_PLAIN, "code")}
        yield row | {"work_center": unit.work_center.name, "area": unit.work_center.area.name}


EQUIPMENT = Register(
    "equipment", _("Machines"), _("Work units with manufacturer, model and place."), "machine", WRITERS,
    FIELDS, judge, export, {"WorkUnit": WorkUnit, "WorkCenter": WorkCenter, "Area": Area},
    needs=(("code",), ("name",)), address="plant:unit",
)  # fmt: skip
