"""Bills of materials: one draft for each parent, of one level or of several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Names, Units, items
from dure.exchange.imports.registers import drafts, tree
from dure.exchange.imports.registers.words import (
    APPROVERS,
    DRAFTERS,
    ITEM_NAMES,
    ITEM_TITLES,
    QUANTITY_TITLES,
    item_name_field,
    note_field,
    unit_field,
)  # fmt: skip
from dure.exchange.imports.values import shown
from dure.exchange.sheets.words import is_nothing
from dure.inventory.errors import NoConversion
from dure.inventory.models import Item
from dure.inventory.selectors import Conversions
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.product.models import Bom, BomLine
from dure.product.names import next_revision
from dure.product.services import LineOf, add_bom, approve_bom, remove_draft_bom

FIELDS = (
    Field("parent", _("Parent item"), ("모품목", "모품번", "모품목코드", "상위품목", "상위품번", "제품코드", "완제품코드", "생산품목", "제품", "완제품", "parent"),
          Kind.NAME, falls=True, example="N-200"),
    item_name_field("parent_name", ("모품목명", "모품명", "상위품명", "제품명", "완제품명", "parent name"), falls=True, label=_("Name of the parent")),
    Field("level", _("Level"), ("레벨", "수준", "LV", "Lvl", "단계", "차수", "level"), example="1",
          help=_("1, 2, 3 …: each line is inside the last one a level above. Instead of the parent item.")),
    *(Field(f"at{n}", format_lazy("{} {}", _("Code at level"), n), (f"{n}레벨", f"레벨{n}", f"LV{n}", f"Level{n}", f"L{n}", f"{n}차", f"{n}단계"))
      for n in range(1, 7)),
    Field("component", _("Component"), ("자품목", "자품번", "자품목코드", "하위품목", "하위품번", "구성품", "구성품목", "부품번호", "부품코드", "자재코드", "원료코드", "투입품목", "component", *ITEM_TITLES),
          Kind.NAME, example="RICE"),
    item_name_field("component_name", ("자품목명", "자품명", "하위품명", "자재명", "부품명", "원료명", "구성품명", *ITEM_NAMES), label=_("Name of the component")),
    Field("quantity", _("Quantity"), ("소요량", "정미수량", "원단위", "배합량", "투입량", "사용량", "단위소요량", *QUANTITY_TITLES),
          Kind.AMOUNT, places=6, example="0.2"),
    unit_field(),
    Field("scrap_percent", _("Scrap (%)"), ("로스율", "LOSS율", "로스", "loss", "불량률", "스크랩율", "감모율", "로스율(%)"), Kind.NUMBER, example="2"),
    Field("base_quantity", _("For quantity"), ("기준수량", "기준량", "배합기준", "생산기준수량", "모품목수량", "base qty"), Kind.AMOUNT, example="1"),
    Field("kind", _("Kind of line"), ("라인구분", "부산물구분", "품목역할"), Kind.CHOICE,
          choices={"component": ("구성품", "자재", "투입"), "by_product": ("부산물",), "co_product": ("연산품", "결합제품")}),
    Field("operation_number", _("Used at operation"), ("투입공정", "공정번호", "사용공정"), Kind.WHOLE),
    note_field(),
)  # fmt: skip


@dataclass
class _Recipe:
    """What the sheet says goes into one item."""

    parent: Item | None
    lines: list[Line] = field(default_factory=list)
    parts: list[tuple[Line, Item | None, str]] = field(default_factory=list)
    base: Decimal = Decimal(1)


def judge(lines: Sequence[Line]) -> list[Piece]:
    known, units = items(), Units()
    # A column that is there but empty, as in the template, says nothing about the sheet's shape.
    columns = {name for line in lines for name, cell in line.raw.items() if not is_nothing(cell)}
    recipes = _by_levels(lines, columns, known) if _says_levels(lines, columns) else _by_parents(lines, known)
    heads = {id(line) for recipe in recipes for line in recipe.lines} ^ {id(line) for line in lines}
    conversions = Conversions(known.by_code.values())
    for recipe in recipes:
        _read_parts(recipe, known, units, conversions)
    _refuse_loops(recipes)
    pieces = [_piece(recipe, conversions) for recipe in _once(recipes)]
    return pieces + [_head(line) for line in lines if id(line) in heads]


def _says_levels(lines: Sequence[Line], columns: set[str]) -> bool:
    if "level" in columns or not columns.isdisjoint(tree.LEVEL_COLUMNS):
        return True
    return "parent" not in columns and any(tree.indentation(line.raw.get("component")) for line in lines)


def _by_parents(lines: Sequence[Line], known: Names[Item]) -> list[_Recipe]:
    found: dict[str, _Recipe] = {}
    for line in lines:
        name = line["parent"] or line["parent_name"] or ""
        if not name:
            line.refuse("parent", Invalid("%(field)s is missing.", field=_("Parent item")))
        recipe = found.get(name)
        if recipe is None:
            recipe = found[name] = _Recipe(known.find(name))
        if recipe.parent is None and name:
            error = Invalid("%(field)s “%(text)s” is not registered.", field=_("Parent item"), text=name)
            line.refuse("parent", error, known.near(name))
        recipe.lines.append(line)
    return list(found.values())


def _by_levels(lines: Sequence[Line], columns: set[str], known: Names[Item]) -> list[_Recipe]:
    deep = tree.depths(lines, dict.fromkeys(columns)) or [0] * len(lines)
    if "level" in columns:
        tree.refuse_gaps(lines, deep)
    found: dict[int, _Recipe] = {}
    for line, above in zip(lines, tree.parents(lines, deep), strict=True):
        raw = line.raw.get("component")
        line.values["component"] = line["component"] and (
            tree.without_branch(raw) if isinstance(raw, str) else line["component"]
        )
        if above is not None:
            recipe = found.setdefault(id(above), _Recipe(_named(above, known)))
            if recipe.parent is None and not above.is_wrong:
                _component(above, known)
            recipe.lines.append(line)
    return list(found.values())


def _named(line: Line, known: Names[Item]) -> Item | None:
    for name in (line["component"], line["component_name"]):
        if name and (found := known.find(name)):
            return found
    return None


def _component(line: Line, known: Names[Item]) -> Item | None:
    found = _named(line, known)
    if found is None and line["component"] is None and line["component_name"] is None:
        line.refuse("component", Invalid("%(field)s is missing.", field=_("Component")))
    elif found is None:
        name = line["component"] or line["component_name"]
        error = Invalid("%(field)s “%(text)s” is not registered.", field=_("Component"), text=name)
        line.refuse("component", error, known.near(name) or known.near(line["component_name"] or name))
    return found


def _head(line: Line) -> Piece:
    """A line at the top only says whose parts follow."""
    line.outcome, line.label = Outcome.SAME, line["component"] or line["component_name"] or ""
    return Piece([line], lambda _by: None)


def _read_parts(recipe: _Recipe, known: Names[Item], units: Units, conversions: Conversions) -> None:
    seen: dict[tuple[str, int | None, str], Line] = {}
    for line in recipe.lines:
        item = _component(line, known)
        line.label = item.name if item else line["component_name"] or line["component"] or ""
        unit = _unit(line, item, units, conversions)
        if not line["quantity"]:
            line.refuse("quantity", Invalid("%(field)s is missing.", field=_("Quantity")))
        scrap = line["scrap_percent"]
        if scrap is not None and 0 < scrap < 1 and "%" not in str(line.raw.get("scrap_percent")):
            line.doubt(
                "scrap_percent",
                Invalid("Is this a share? As a percentage it is %(percent)s.", percent=shown(scrap * 100)),
                shown(scrap * 100),
            )
        if scrap is not None and scrap >= 100:
            line.refuse("scrap_percent", Invalid("The number must be less than %(limit)s.", limit=100))
        if item is not None and recipe.parent is not None and item.pk == recipe.parent.pk:
            line.refuse("component", Invalid("%(item)s would be a part of itself.", item=item.name))
        if item is not None:
            first = seen.setdefault((item.code, line["operation_number"], line["kind"] or "component"), line)
            if first is not line:
                line.refuse(
                    "component", Invalid("Row %(row)s has this component too.", row=first.number), act=Act.LEAVE
                )
        recipe.base = line["base_quantity"] or recipe.base
        recipe.parts.append((line, item, unit))


def _unit(line: Line, item: Item | None, units: Units, conversions: Conversions) -> str:
    unit = units.of_quantity(line)
    if item is None:
        return ""
    if unit is not None:
        try:
            conversions.ratio(item, unit.code)
        except NoConversion as error:
            line.refuse("unit", error, item.unit_id)
    return unit.code if unit else item.unit_id


def _refuse_loops(recipes: Sequence[_Recipe]) -> None:
    """Of the sheet alone; what closes a loop with a BOM in force is refused when it is written."""
    below = {r.parent.pk: {item.pk for _, item, _ in r.parts if item} for r in recipes if r.parent}
    for recipe in recipes:
        if recipe.parent is None:
            continue
        for line, item, _unit_of in recipe.parts:
            if item and item.pk != recipe.parent.pk and _leads_to(item.pk, recipe.parent.pk, below):
                line.refuse("component", Invalid("%(item)s would be a part of itself.", item=recipe.parent.name))


def _leads_to(start: int, wanted: int, below: Mapping[int, set[int]]) -> bool:
    todo, seen = [start], set()
    while todo:
        here = todo.pop()
        if here == wanted:
            return True
        if here not in seen:
            seen.add(here)
            todo += below.get(here, ())
    return False


def _once(recipes: Sequence[_Recipe]) -> Iterable[_Recipe]:
    """An assembly that stands at several places of a sheet is written once; where its parts differ, that is wrong."""
    first: dict[int, _Recipe] = {}
    for recipe in recipes:
        own = first.setdefault(recipe.parent.pk, recipe) if recipe.parent else recipe
        if own is not recipe:
            same = _content(own) == _content(recipe)
            for line in recipe.lines:
                if not same:
                    line.refuse(
                        "component", Invalid("Its parts differ from those at row %(row)s.", row=own.lines[0].number)
                    )
                line.outcome = Outcome.SAME
            yield _Recipe(None, recipe.lines)
        else:
            yield recipe


def _content(recipe: _Recipe) -> set[tuple[Any, ...]]:
    return {_key(line, item.pk, unit) for line, item, unit in recipe.parts if item}


def _key(line: Line, item: int, unit: str) -> tuple[Any, ...]:
    return (
        item, line["quantity"], unit, line["kind"] or "component", line["operation_number"],
        line["scrap_percent"] or Decimal(0),
    )  # fmt: skip


def _piece(recipe: _Recipe, conversions: Conversions) -> Piece:
    piece = Piece(recipe.lines, partial(_write, recipe, "A"))
    if recipe.parent is None or piece.is_wrong:
        return piece
    latest = Bom.objects.filter(item=recipe.parent).exclude(status="retired").order_by("-valid_from", "-pk").first()
    if latest is None:
        return piece
    standing = {
        (one.component_id, one.quantity, one.unit_id, one.kind, one.operation_number, one.scrap_percent): one
        for one in latest.lines.all()
    }
    wanted = _content(recipe)
    if wanted == set(standing) and recipe.base == latest.base_quantity:
        for line in recipe.lines:
            line.outcome = Outcome.SAME
        return piece
    by_item = {one.component_id: one for one in standing.values()}
    for line, item, unit in recipe.parts:
        assert item is not None
        before = by_item.get(item.pk)
        line.outcome = Outcome.CHANGE
        if before is None or _key(line, item.pk, unit) not in standing:
            was = f"{shown(before.quantity)} {before.unit_id}" if before else ""
            line.changes.append(Change("quantity", was, f"{shown(line['quantity'])} {unit}"))
    gone = [one for one in latest.lines.select_related("component") if one.component_id not in {k[0] for k in wanted}]
    for one in gone:
        recipe.lines[-1].changes.append(Change("component", f"{one.component.name} {shown(one.quantity)}", ""))
    piece.write = partial(_write, recipe, next_revision(_last_revision(recipe.parent)))
    return piece


def _last_revision(item: Item) -> str:
    return Bom.objects.filter(item=item).order_by("-pk").values_list("revision", flat=True)[0]


def _write(recipe: _Recipe, revision: str, by: Person) -> Bom:
    lines = [
        LineOf(
            item,
            line["quantity"],
            unit,
            more={
                "scrap_percent": line["scrap_percent"] or Decimal(0),
                "operation_number": line["operation_number"],
                "kind": line["kind"] or BomLine.Kind.COMPONENT,
                "note": line["note"] or "",
            },
        )
        for line, item, unit in recipe.parts
        if item is not None
    ]
    assert recipe.parent is not None
    day: date = timezone.localdate(clock.now())
    return add_bom(item=recipe.parent, valid_from=day, by=by, lines=lines, revision=revision, base_quantity=recipe.base)


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    drafts.take_back(made, Bom, lambda row: remove_draft_bom(bom=row, by=by))


def approve(made: Sequence[Mapping[str, Any]], by: Person) -> int:
    return drafts.put_in_force(made, Bom, lambda row: approve_bom(bom=row, by=by))


def export() -> Iterable[Mapping[str, Any]]:
    """The newest revision of each item that isn't retired, in force or a draft."""
    newest: dict[int, Bom] = {}
    for bom in Bom.objects.exclude(status="retired").order_by("valid_from", "pk"):
        newest[bom.item_id] = bom
    rows = BomLine.objects.filter(bom__in=[bom.pk for bom in newest.values()]).order_by(
        "bom__item__code", "position", "pk"
    )
    for line in rows.select_related("bom__item", "component"):
        yield {
            "parent": line.bom.item.code,
            "parent_name": line.bom.item.name,
            "component": line.component.code,
            "component_name": line.component.name,
            "quantity": line.quantity,
            "unit": line.unit_id,
            "scrap_percent": line.scrap_percent,
            "base_quantity": line.bom.base_quantity,
            "kind": line.kind,
            "operation_number": line.operation_number,
            "note": line.note,
        }


BOMS = Register(
    "boms", _("Bills of materials"), _("What goes into what, of one level or of many. Each becomes a draft to be approved."),
    "tree", DRAFTERS, FIELDS, judge, export, {}, undo, approve,
    needs=(("component", "at1", "component_name"), ("quantity",), ("parent", "parent_name", "level", "at1", "component")),
    approvers=APPROVERS, address="product:bom",
)  # fmt: skip
