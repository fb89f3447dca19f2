"""A tablet as the plant sees it: it holds a token, sends acts and gets an answer for each."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.test import Client

from dure.kernel import clock
from dure.plant import services as plant_services
from dure.plant import session
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.production.floor.shop import Plant

PIN = "2580"


@dataclass
class Device:
    client: Client
    name: str
    token: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)

    def picture(self) -> dict[str, Any]:
        return self.client.get("/work/picture").json()

    def badge_in(self, badge: str, pin: str = PIN) -> dict[str, Any]:
        answer = self.client.post("/work/person", {"badge": badge, "pin": pin}, content_type="application/json").json()
        self.token = answer.get("token", "")
        return answer

    def act(self, kind: str, operation: int | None = None, unit: str = "KETTLE", **more: Any) -> dict[str, Any]:
        return self.send(self.queue(kind, operation, unit, **more))[0]

    def queue(self, kind: str, operation: int | None = None, unit: str = "KETTLE", **more: Any) -> dict[str, Any]:
        """An act that is done on the device and not sent yet."""
        at: datetime = more.pop("at", clock.now())
        made = {
            "id": str(uuid.uuid4()), "kind": kind, "at": at.isoformat(), "unit": unit, "operation": operation,
            "token": self.token, **more,
        }  # fmt: skip
        self.sent.append(made)
        return made

    def send(self, *acts: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.client.post("/work/acts", {"acts": list(acts)}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()["answers"]


def tablet(plant: Plant, name: str = "태블릿") -> Device:
    """A registered one in the noodle room; Kim has a badge and a PIN."""
    chief = chief_of(plant)
    if not plant.kim.badge:
        plant_services.give_badge(person=plant.kim, by=chief)
        plant_services.set_pin(person=plant.kim, pin=PIN, by=chief)
    _row, token = plant_services.register_tablet(name=name, area=plant.kettle.work_center.area, by=chief)
    client = Client()
    client.cookies[session.TABLET_COOKIE] = token
    return Device(client, name)


def chief_of(plant: Plant) -> Person:
    known = Person.objects.filter(username="chief").first()
    return known or Person.objects.create_user(
        "chief", password="secret-pass-1", display_name="이과장", roles=[Role.SUPERVISOR]
    )
