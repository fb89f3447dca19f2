"""What happened to how things are made, as facts for the contexts above."""

from dataclasses import dataclass
from datetime import date

from dure.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class BomApproved(Event):
    bom_id: int
    item_id: int
    valid_from: date
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BomRetired(Event):
    bom_id: int
    item_id: int
    last_day: date
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutingApproved(Event):
    routing_id: int
    item_id: int
    valid_from: date
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutingRetired(Event):
    routing_id: int
    item_id: int
    last_day: date
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StandardPutInForce(Event):
    version_id: int
    standard_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditClosed(Event):
    audit_id: int
    area_id: int
    person_id: int | None
