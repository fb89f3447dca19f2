"""Taking a change back from the message after it: whose change it was, and who may do that act now."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Denied, Invalid, NotFound
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from dure.plant.services.undo import undo_change
from dure.web.access import roles_for

LEADERS = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMINISTRATOR})
"""Who takes back what others did, in a plant."""


@dataclass(frozen=True, slots=True)
class Act:
    """By which address the rows of a table are changed, so that its roles say who may.

    added, removed: the addresses by which rows come and go, when others may do that. fields: those for single fields.
    """

    page: str
    added: str = ""
    removed: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def pages(self, record: ChangeRecord) -> set[str]:
        """The addresses by all of which a person has to be allowed to do what the record tells."""
        if record.verb == "added":
            return {self.added or self.page}
        if record.verb == "removed":
            return {self.removed or self.page}
        return {self.fields.get(name, self.page) for name in record.after} or {self.page}


def _nothing(_record: ChangeRecord) -> None:
    """No rule of its own."""


@transaction.atomic
def take_back(
    context: str,
    *,
    record_id: int,
    by: Person,
    acts: Mapping[type[Model], Act],
    shared: Callable[[ChangeRecord], Collection[int]] = lambda _record: (),
    others: Collection[str] = LEADERS,
    rule: Callable[[ChangeRecord], None] = _nothing,
) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was: itself a change with a record. Returns that record's row too.

    context: that of the addresses in acts. acts: the tables of one kind of record. shared: people for whom the act is
    theirs too. others: roles that take back what somebody else did, as far as they may do it. rule: asked before
    anything is put back; it raises Conflict.

    Raises as `undo_change`, and Denied for a stranger's change and for who may not do the act now.
    """
    record = ChangeRecord.objects.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound("This change does not exist.")
    known = {model.__name__: (model, act) for model, act in acts.items()}
    if record.table not in known:
        raise Invalid("This change can't be taken back here.")
    pages = {f"{context}:{page}" for page in known[record.table][1].pages(record)}
    if any((roles_for(page) or frozenset()).isdisjoint(by.roles) for page in pages):
        raise Denied("Your role doesn't allow to change this any more.")
    if by.pk not in (record.by_id, *shared(record)) and set(others).isdisjoint(by.roles):
        raise Denied("Only who leads takes back what somebody else did.")
    rule(record)
    return undo_change(record_id=record_id, by=by, tables={name: model for name, (model, _act) in known.items()})
