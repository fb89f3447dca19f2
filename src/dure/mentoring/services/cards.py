"""Practice cards: written, published, tried, withdrawn. Keyword-only; each verb is one transaction."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring import stems
from dure.mentoring.card import CardState, Measured, may_become
from dure.mentoring.loss import TaskState
from dure.mentoring.models import CardEffect, CardPicture, CardTask, CardUse, ImprovementTask, PracticeCard, UseEffect
from dure.mentoring.selectors.card_effects import measured_of
from dure.mentoring.selectors.cards import weighed, without_forms
from dure.mentoring.services.tasks import find_task
from dure.plant.models import Area, Person, WorkUnit
from dure.plant.services import next_number, undo_rule
from dure.plant.services.records import add_row, change_row, record_change, remove_row
from dure.plant.today import today
from dure.safety.services.files import attach

PATTERN = "PC{yy}{mm}-{n:03}"
MOST_PICTURES = 8
_OWN = (
    "title",
    "problem",
    "cause",
    "measure",
    "lesson",
    "loss",
    "sector",
    "process",
    "machine_kind",
    "size",
    "cost_won",
)
_INDEXED_AT_ONCE = 200
Status = PracticeCard.Status


@transaction.atomic
def add_card(*, by: Person, **values: Any) -> PracticeCard:
    """A draft of the person's own. values: what a card says."""
    made = PracticeCard(number=new_number(), author=by, made_at=clock.now(), **values)
    _index(made)
    add_row(made, by=by)
    return made


def new_number() -> str:
    return next_number("practice_card", today(), pattern=PATTERN)


@transaction.atomic
def change_card(*, card: PracticeCard, by: Person, **values: Any) -> PracticeCard:
    """Raises Conflict for one that is no draft any more."""
    row = _draft(card)
    for name, value in values.items():
        setattr(row, name, value)
    _index(row)
    kept = PracticeCard.objects.get(pk=row.pk)
    change_row(kept, values | {"terms": row.terms, "terms_by": row.terms_by}, by=by)
    return kept


@transaction.atomic
def link_task(*, card: PracticeCard, task: ImprovementTask, by: Person) -> CardTask:
    """The card was learnt from this task. Raises Conflict when the card is published or the task began with a card."""
    row = _draft(card)
    if CardUse.objects.filter(task=task, card__key=row.key).exists():
        raise Conflict("This task tried the card; its effect is counted there.")
    made = CardTask(card=row, task=task)
    add_row(made, by=by)
    return made


@transaction.atomic
def unlink_task(*, link: CardTask, by: Person) -> CardTask:
    _draft(link.card)
    remove_row(link, by=by)
    return link


@transaction.atomic
def add_picture(*, card: PracticeCard, data: bytes, side: str, note: str = "", by: Person) -> CardPicture:
    """Raises WrongFile, Conflict for a card that is published or has enough pictures."""
    row = _draft(card)
    if row.pictures.count() >= MOST_PICTURES:
        raise Conflict("A card has %(most)s pictures at most.", most=MOST_PICTURES)
    made = CardPicture(card=row, side=side, note=note.strip())
    attach(made, "file", data)
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_picture(*, picture: CardPicture, by: Person) -> CardPicture:
    """The file stays where it is, so that the picture can come back."""
    _draft(picture.card)
    remove_row(picture, by=by)
    return picture


@transaction.atomic
def publish_card(*, card: PracticeCard, by: Person) -> PracticeCard:
    """For all to read, with the effects as they are measured today; the version before is replaced.

    Raises Conflict unless it is a draft.
    """
    row = _step(card, CardState.PUBLISHED)
    for link in row.tasks.select_related("task"):
        found = measured_of(link.task)
        if found is not None:
            add_row(CardEffect(card=row, task=link.task, **_columns(found)), by=by)
    for before in PracticeCard.objects.select_for_update().filter(key=row.key, status=Status.PUBLISHED):
        change_row(before, {"status": Status.REPLACED}, by=by)
    change_row(row, {"status": Status.PUBLISHED, "published_by": by, "published_at": clock.now()}, by=by)
    return row


@transaction.atomic
def withdraw_card(*, card: PracticeCard, why: str, by: Person) -> PracticeCard:
    """It misleads, or is out of date. Raises Invalid without a reason, Conflict unless it is published."""
    row = _step(card, CardState.WITHDRAWN)
    if not why.strip():
        raise Invalid("Say why it is withdrawn: whoever has tried it wants to know.")
    change_row(row, {"status": Status.WITHDRAWN, "withdrawn_why": why.strip()}, by=by)
    return row


@transaction.atomic
def new_version(*, card: PracticeCard, by: Person) -> PracticeCard:
    """A draft with the same words, tasks and pictures. Raises Conflict when one is begun, or of another's card."""
    row = PracticeCard.objects.select_for_update().get(pk=card.pk)
    if row.is_from_elsewhere:
        raise Conflict("A card from elsewhere stays as it came. Write your own one.")
    newest = PracticeCard.objects.filter(key=row.key).order_by("-version").first()
    if newest is None or newest.status == Status.DRAFT or row.status != Status.PUBLISHED:
        raise Conflict("A new version is begun from the published one, and only once at a time.")
    made = add_card(by=by, key=row.key, version=newest.version + 1, **{name: getattr(row, name) for name in _OWN})
    for link in row.tasks.all():
        add_row(CardTask(card=made, task_id=link.task_id), by=by)
    for one in row.pictures.all():
        add_row(CardPicture(card=made, side=one.side, note=one.note, file=one.file.name), by=by)
    return made


@transaction.atomic
def try_card(
    *, card: PracticeCard, area: Area, by: Person, work_unit: WorkUnit | None = None, note: str = ""
) -> CardUse:  # fmt: skip
    """Begin an improvement task here from a published card. Raises Conflict for another, Invalid for a wrong place."""
    row = PracticeCard.objects.select_for_update().get(pk=card.pk)
    if row.status != Status.PUBLISHED:
        raise Conflict("Only a published card can be tried.")
    if work_unit is not None and work_unit.work_center.area_id != area.pk:
        raise Invalid("This work unit stands in another area.")
    words = "\n\n".join(filter(None, [note.strip(), f"{row.number}: {row.problem}"]))[:2000]
    task = find_task(
        title=row.title, problem=words, loss=row.loss, area=area, work_unit=work_unit, by=by,
        origin_text=str(row)[:200], origin_page="mentoring:card", origin_key=str(row.pk),
    )  # fmt: skip
    made = CardUse(card=row, task=task, begun_on=today(), by=by)
    add_row(made, by=by)
    return made


@transaction.atomic
def untry_card(*, use: CardUse, by: Person) -> CardUse:
    """Take back a try that nothing was done about yet, with its task. Raises Conflict for another."""
    row = CardUse.objects.select_for_update().get(pk=use.pk)
    task = row.task
    if task is None or task.state != TaskState.FOUND:
        raise Conflict("Something was done about it already; it stays counted.")
    remove_row(row, by=by)
    try:
        remove_row(task, by=by)
    except ProtectedError as error:
        raise Conflict("Something was done about it already; it stays counted.") from error
    return row


@transaction.atomic
def take_effects(*, card: PracticeCard, by: Person) -> int:
    """Copy what is measured by now of the card's uses here. Returns how many were new or are another now."""
    changed = 0
    for use in CardUse.objects.select_related("task", "effect").filter(card__key=card.key, task__isnull=False):
        assert use.task is not None
        found = measured_of(use.task)
        held = getattr(use, "effect", None)
        if found is None or (held is not None and _same(held, found)):
            continue
        changed += 1
        if held is None:
            add_row(UseEffect(use=use, **_columns(found)), by=by)
        else:
            change_row(held, _columns(found), by=by)
    return changed


@transaction.atomic
def index_cards(*, by: Person) -> int:
    """Find the words of cards that were kept by another analyser, some hundred at a time. Returns how many are left."""
    rows = list(without_forms()[:_INDEXED_AT_ONCE])
    for row in rows:
        _index(row)
        row.save(update_fields=["terms", "terms_by"])
        record_change(row, verb="indexed", by=by)
    return without_forms().count()


def index(card: PracticeCard) -> None:
    """Keep with a card that is saved later what it is found by."""
    _index(card)


def _index(card: PracticeCard) -> None:
    by = stems.analyser()
    card.terms, card.terms_by = dict(weighed(card, by)), by.name


def _columns(found: Measured) -> dict[str, Any]:
    names = ("figure", "unit", "better", "effect", "low", "high", "n_before", "n_after", "method")
    return {name: getattr(found, name) for name in names} | {"measured_on": found.on}


def _same(held: UseEffect, found: Measured) -> bool:
    return all(getattr(held, name) == value for name, value in _columns(found).items())


def _draft(card: PracticeCard) -> PracticeCard:
    row = PracticeCard.objects.select_for_update().get(pk=card.pk)
    if row.status != Status.DRAFT:
        raise Conflict("A published card stays as it is. Begin a new version.")
    return row


def _step(card: PracticeCard, to: CardState) -> PracticeCard:
    row = PracticeCard.objects.select_for_update().get(pk=card.pk)
    if not may_become(row.status, to):
        raise Conflict("This can't be done with a card that is %(state)s.", state=str(row.get_status_display()))
    return row


@undo_rule(PracticeCard)
def _keep_published(row: PracticeCard, record: Any) -> None:
    """What others may have read or tried is withdrawn with a reason, never quietly unpublished."""
    if row.status != Status.DRAFT and record.before.get("status") != Status.PUBLISHED:
        raise Conflict("It is published and stays. Withdraw it with a reason, or begin a new version.")
