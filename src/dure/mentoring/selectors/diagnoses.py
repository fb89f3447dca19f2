"""Questions about diagnoses. Before both assessors have handed in, each sees only the own answers; see `sides`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from dure.mentoring.agreement import Agreement, agreement
from dure.mentoring.models import (
    AgreedLevel,
    AnswerEvidence,
    AssessmentTable,
    Diagnosis,
    DiagnosisAnswer,
    PeerFigure,
    TableItem,
    TableModule,
)
from dure.mentoring.scoring import Given, Result, changes, cut_of, result
from dure.plant.models import Person

RELATED = ("table", "area", "first", "second", "closed_by")


def diagnoses(*, words: str = "", state: str = "") -> QuerySet[Diagnosis]:
    """By number, table, area or assessor. state: open, closed or all."""
    rows = Diagnosis.objects.select_related(*RELATED)
    if words:
        names = ("number", "table__name", "area__name", "first__display_name", "second__display_name", "summary")
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": words})
        rows = rows.filter(found)
    if state in ("open", "closed"):
        rows = rows.filter(closed_at__isnull=state == "open")
    return rows


def tables(*, status: str = "") -> QuerySet[AssessmentTable]:
    """With how many questions they have and what these are worth."""
    rows = AssessmentTable.objects.annotate(
        asked=Count("modules__items"), worth=Sum("modules__items__points")
    ).order_by("name", "-version")
    return rows.filter(status=status) if status else rows


def items_of(table: AssessmentTable | int) -> list[TableItem]:
    key = table if isinstance(table, int) else table.pk
    return list(TableItem.objects.filter(module__table=key).select_related("module__table"))


def own_answers(diagnosis: Diagnosis, person: Person) -> dict[int, DiagnosisAnswer]:
    """By item."""
    return {row.item_id: row for row in diagnosis.diagnosisanswers.filter(person=person)}


def missing(diagnosis: Diagnosis, person: Person) -> int:
    """How many questions the assessor hasn't answered."""
    asked = TableItem.objects.filter(module__table=diagnosis.table_id).count()
    return asked - diagnosis.diagnosisanswers.filter(person=person).count()


def evidence_seen(diagnosis: Diagnosis, viewer: Person) -> dict[int, list[AnswerEvidence]]:
    """By item: all of it once both have handed in, before that only the viewer's own."""
    rows = diagnosis.evidence.select_related("person")
    if not diagnosis.is_handed_in:
        rows = rows.filter(person=viewer)
    found: dict[int, list[AnswerEvidence]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    first: DiagnosisAnswer
    second: DiagnosisAnswer

    @property
    def is_same(self) -> bool:
        return (self.first.level, self.first.is_left_out) == (self.second.level, self.second.is_left_out)


def sides(diagnosis: Diagnosis) -> dict[int, Pair]:
    """Both answers of each item; nothing before both have handed in, whoever asks."""
    if not diagnosis.is_handed_in:
        return {}
    by_item: dict[int, dict[int, DiagnosisAnswer]] = {}
    for row in diagnosis.diagnosisanswers.all():
        by_item.setdefault(row.item_id, {})[row.person_id] = row
    return {
        item: Pair(found[diagnosis.first_id], found[diagnosis.second_id])
        for item, found in by_item.items()
        if len(found) > 1
    }


def differences(diagnosis: Diagnosis) -> dict[int, Pair]:
    """Items to which the two gave different levels."""
    return {item: pair for item, pair in sides(diagnosis).items() if not pair.is_same}


def agreement_of(diagnosis: Diagnosis) -> Agreement | None:
    """Of the items that both gave a level; None before both have handed in."""
    if not diagnosis.is_handed_in:
        return None
    pairs = [
        (pair.first.level, pair.second.level)
        for pair in sides(diagnosis).values()
        if pair.first.level is not None and pair.second.level is not None
    ]
    return agreement(pairs, diagnosis.table.top)


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what came of it. level: agreed, or given by both; none while it isn't settled."""

    item: TableItem
    pair: Pair | None
    agreed: AgreedLevel | None
    level: int | None
    is_left_out: bool
    evidence: Sequence[AnswerEvidence] = ()

    @property
    def is_open(self) -> bool:
        return self.level is None and not self.is_left_out

    @property
    def meaning(self) -> str:
        return "" if self.level is None else self.item.meanings()[self.level]

    @property
    def is_weak(self) -> bool:
        """It earns less than two fifths of its points."""
        return self.level is not None and 5 * self.level < 2 * self.item.module.table.top

    @property
    def earned(self) -> Decimal | None:
        top = self.item.module.table.top
        return None if self.level is None else (Decimal(self.item.points * self.level) / top).quantize(Decimal("0.1"))


def lines(diagnosis: Diagnosis) -> list[Line]:
    """Every item with both answers and what was agreed, in the table's order. Four queries."""
    both = sides(diagnosis)
    agreed = {row.item_id: row for row in diagnosis.agreedlevels.select_related("agreed_by")}
    proof: dict[int, list[AnswerEvidence]] = {}
    if diagnosis.is_handed_in:
        for row in diagnosis.evidence.select_related("item"):
            proof.setdefault(row.item_id, []).append(row)
    return [
        _line(item, both.get(item.pk), agreed.get(item.pk), proof.get(item.pk, ()))
        for item in items_of(diagnosis.table_id)
    ]


def _line(item: TableItem, pair: Pair | None, agreed: AgreedLevel | None, proof: Sequence[AnswerEvidence]) -> Line:
    source = agreed or (pair.first if pair and pair.is_same else None)
    return Line(
        item, pair, agreed, source.level if source else None, bool(source and source.is_left_out), proof
    )  # fmt: skip


def scored(found: Sequence[Line]) -> Result:
    top = found[0].item.module.table.top if found else 1
    return result(
        (
            Given(one.item.module.code, one.item.module.area, one.item.points, one.level, one.is_left_out)
            for one in found
        ),
        top,
    )


def level_name(table: AssessmentTable, score: Decimal | None) -> str:
    """The level that a score reaches by the table's cut-offs; empty below the first."""
    at = cut_of(score, table.cut_points)
    return "" if at is None else table.cut_names[at]


def last_before(diagnosis: Diagnosis) -> Diagnosis | None:
    """The closed diagnosis before this one with the same table, whatever its version, of the same place."""
    rows = Diagnosis.objects.filter(table__key=diagnosis.table.key, area=diagnosis.area_id, closed_at__isnull=False)
    rows = rows.filter(
        Q(assessed_on__lt=diagnosis.assessed_on) | Q(assessed_on=diagnosis.assessed_on, pk__lt=diagnosis.pk)
    )
    return rows.exclude(pk=diagnosis.pk).select_related("table").order_by("-assessed_on", "-pk").first()


def peers_of(diagnosis: Diagnosis) -> dict[str, PeerFigure]:
    """By module, "" of the whole table; empty where there is no group for the sector."""
    if not diagnosis.sector:
        return {}
    rows = PeerFigure.objects.filter(table_key=diagnosis.table.key, sector=diagnosis.sector)
    return {row.module: row for row in rows}


def peer_figures() -> list[PeerFigure]:
    """With the names of table and module as their newest version has them; their keys where no such table is here."""
    rows = list(PeerFigure.objects.all())
    modules = TableModule.objects.filter(table__key__in={row.table_key for row in rows}).select_related("table")
    names = {}
    for one in modules.order_by("table__version"):
        names[one.table.key] = one.table.name
        names[one.table.key, one.code] = one.name
    for row in rows:
        row.table_name = names.get(row.table_key, row.table_key)  # type: ignore[attr-defined]
        row.module_name = names.get((row.table_key, row.module), row.module)  # type: ignore[attr-defined]
    return rows


def sectors() -> list[str]:
    return list(PeerFigure.objects.order_by("sector").values_list("sector", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A module's result beside the last one's and the peers', all in percent of its points."""

    code: str
    name: str
    area: str
    points: int
    score: Decimal | None
    share: Decimal | None
    change: Decimal | None
    peer: PeerFigure | None


@dataclass(frozen=True, slots=True)
class Report:
    """All that a page and a paper say of a diagnosis that both have handed in."""

    diagnosis: Diagnosis
    lines: list[Line]
    result: Result
    level: str
    agreement: Agreement | None
    last: Diagnosis | None
    last_result: Result | None
    modules: list[ModuleRow]
    peers: Mapping[str, PeerFigure] = field(default_factory=dict)

    @property
    def open_differences(self) -> list[Line]:
        return [one for one in self.lines if one.pair and not one.pair.is_same and one.agreed is None]

    @property
    def differing(self) -> list[Line]:
        return [one for one in self.lines if one.pair and not one.pair.is_same]

    @property
    def proofs(self) -> list[AnswerEvidence]:
        """Pictures and documents of all questions."""
        return [proof for one in self.lines for proof in one.evidence if proof.file]

    @property
    def whole_peer(self) -> PeerFigure | None:
        """The peers' figures of the whole table."""
        return self.peers.get("")

    @property
    def change(self) -> Decimal | None:
        """Percentage points of the whole table against the last diagnosis."""
        now, before = self.result.total.share, self.last_result.total.share if self.last_result else None
        return None if now is None or before is None else now - before


def report(diagnosis: Diagnosis) -> Report:
    found = lines(diagnosis)
    scores = scored(found)
    last = last_before(diagnosis)
    before = scored(lines(last)) if last else None
    peers = peers_of(diagnosis)
    moved = changes(scores.by_module, before.by_module) if before else {}
    modules = []
    for module in diagnosis.table.modules.all():
        if module.code in scores.by_module:
            sums = scores.by_module[module.code]
            modules.append(
                ModuleRow(
                    module.code, module.name, module.area, sums.points, sums.score, sums.share, moved.get(module.code),
                    peers.get(module.code),
                )
            )  # fmt: skip
    level = level_name(diagnosis.table, scores.total.score) if scores.total.is_whole else ""
    return Report(diagnosis, found, scores, level, agreement_of(diagnosis), last, before, modules, peers)
