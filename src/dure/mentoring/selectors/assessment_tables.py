"""Assessment tables as pages and workbooks show them."""

from dataclasses import dataclass

from dure.mentoring.assessment_sheet import SheetItem, SheetModule, SheetTable
from dure.mentoring.models import AssessmentTable, TableItem, TableModule
from dure.mentoring.selectors.diagnoses import items_of


@dataclass(frozen=True, slots=True)
class ModulePart:
    module: TableModule
    items: list[TableItem]

    @property
    def points(self) -> int:
        return sum(item.points for item in self.items)


def parts_of(table: AssessmentTable) -> list[ModulePart]:
    """Modules with their questions, in order. Two queries."""
    by_module: dict[int, list[TableItem]] = {}
    for item in items_of(table):
        by_module.setdefault(item.module_id, []).append(item)
    return [ModulePart(module, by_module.get(module.pk, [])) for module in table.modules.all()]


def sheet_of(table: AssessmentTable) -> SheetTable:
    """The table as a workbook holds it; empty modules are left out."""
    found = SheetTable(
        table.key, table.name, table.note, list(table.levels), list(table.cut_points), list(table.cut_names)
    )
    for part in parts_of(table):
        if part.items:
            module = part.module
            items = [
                SheetItem(i.question, i.points, i.evidence, tuple(i.levels), i.figure, tuple(i.steps))
                for i in part.items
            ]  # fmt: skip
            found.modules.append(
                SheetModule(module.area, module.code, module.name, len(found.modules) * 10 + 10, items)
            )
    return found


def versions_of(table: AssessmentTable) -> list[AssessmentTable]:
    return list(AssessmentTable.objects.filter(key=table.key).order_by("-version"))


def next_position(of: AssessmentTable | TableModule) -> int:
    """Behind the last module of a table, or the last question of a module."""
    rows = of.modules if isinstance(of, AssessmentTable) else of.items
    last = rows.order_by("position").last()
    return (last.position if last else 0) + 10
