"""The API: tokens and scopes, the same figures as the pages and commands, its own description, and clear errors."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dure.exchange import api, services
from dure.exchange.endpoints import ENDPOINTS
from dure.exchange.models import ApiToken, TokenScope
from dure.kernel import clock
from dure.kernel.errors import Invalid, NotFound
from dure.performance import cli
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.production.models import UnitRecord
from dure.telemetry.models import Connection, CurrentValue, Signal
from dure.web.rate import Limiter
from tests.performance.plant import Plant, a_usual_day, local, make_plant

pytestmark = pytest.mark.django_db
DAY = {"from": "2026-03-09", "to": "2026-03-09"}


@pytest.fixture
def plant() -> Plant:
    made = make_plant(2)
    a_usual_day(made)
    connection = Connection.objects.create(code="C1", name="C1", protocol="modbus")
    signal = Signal.objects.create(connection=connection, address="a", name="온도", unit="°C", work_unit=made.units[0])
    CurrentValue.objects.create(signal=signal, time=local("09:00"), number=71.5, quality=0)
    UnitRecord.objects.create(work_unit=made.units[0], state="producing", state_since=local("08:00"))
    return made


@pytest.fixture
def token(plant: Plant) -> str:
    return services.create_token(name="ERP", scopes=TokenScope.values, days=30, person=plant.person, now=clock.now())[1]


def get(client: Client, path: str, token: str, **query: str) -> Any:
    return client.get(f"/api{path}", query, headers={"Authorization": f"Bearer {token}"})


def items(client: Client, path: str, token: str, **query: str) -> list[dict[str, Any]]:
    found = get(client, path, token, **query)
    assert found.status_code == 200, found.content
    rows: list[dict[str, Any]] = found.json()["items"]
    return rows


def test_results_and_kpis_are_those_of_the_commands(
    plant: Plant, client: Client, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.results(["--from", "2026-03-09", "--to", "2026-03-09", "--by", "hour", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert items(client, "/results", token, by="hour", **DAY) == told["results"]
    assert cli.kpi(["--from", "2026-03-09", "--to", "2026-03-09", "--by", "shift", "--each", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = items(client, "/kpis", token, by="shift", each="true", **DAY)
    assert rows == told["rows"]
    by_hand = next(row for row in rows if row["shift"] == "D" and row["scope"] == "work_unit:M1")
    assert by_hand["kpis"]["oee"]["value"] == pytest.approx(300 / 480 * 0.97)


def test_results_and_kpis_are_those_of_the_pages(plant: Plant, client: Client, token: str) -> None:
    rows = items(client, "/kpis", token, scope="work_unit:M1", **DAY)
    who = Person.objects.create_user(username="s", password="long enough 1", roles=[Role.SUPERVISOR])
    client.force_login(who)
    html = client.get("/kpi/", {"day": "2026-03-09", "scope": "work_unit:M1"}).content.decode()
    for code in ("oee", "availability", "effectiveness", "quality_ratio"):
        assert f"{rows[0]['kpis'][code]['value'] * 100 + 1e-9:.1f} %" in html


def test_plant_states_intervals_stops_and_signals(plant: Plant, client: Client, token: str) -> None:
    (site,) = items(client, "/plant", token)
    assert site["children"][0]["children"][0]["children"][1]["scope"] == "work_unit:M2"
    first, second = items(client, "/work-units", token)
    assert (first["state"], second["state"]) == ("producing", None)
    assert [row["state"] for row in items(client, "/intervals", token, work_unit="M1", **DAY)][:2] == [
        "setup",
        "producing",
    ]
    stops = items(client, "/downtimes", token, **DAY)
    assert [(row["kind"], row["reason_name"]) for row in stops] == [("unplanned", "R 사유"), ("planned", "R 사유")]
    (signal,) = items(client, "/signals", token)
    assert (signal["value"], signal["unit"], signal["quality"]) == (71.5, "°C", 0)


def test_pages_of_an_answer_join_to_the_whole(plant: Plant, client: Client, token: str) -> None:
    whole = items(client, "/intervals", token, **DAY)
    parts = [items(client, "/intervals", token, per_page="3", page=str(n), **DAY) for n in range(1, 5)]
    assert [row for part in parts for row in part] == whole
    assert get(client, "/intervals", token, per_page="3", **DAY).json()["count"] == len(whole)


def conforms(value: Any, schema: dict[str, Any], every: dict[str, Any]) -> bool:
    """Whether a value fits the part of JSON Schema that the document uses."""
    if "$ref" in schema:
        return conforms(value, every[schema["$ref"].rpartition("/")[2]], every)
    if "anyOf" in schema:
        return any(conforms(value, one, every) for one in schema["anyOf"])
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    if schema["type"] in kinds:
        return isinstance(value, kinds[schema["type"]])
    if schema["type"] == "array":
        return isinstance(value, list) and all(conforms(one, schema["items"], every) for one in value)
    known, rest = schema.get("properties", {}), schema.get("additionalProperties")
    return set(schema.get("required", ())) <= value.keys() and all(
        conforms(one, known.get(name, rest), every) for name, one in value.items()
    )


@pytest.mark.parametrize("path", [endpoint.described.path for endpoint in ENDPOINTS])
def test_answers_are_as_the_document_says(plant: Plant, client: Client, token: str, path: str) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    operation = document["paths"][f"/api{path}"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    query = {**(DAY if "from" in names else {}), **({"by": "shift"} if "by" in names else {})}
    answer = get(client, path, token, **query).json()
    assert answer["count"] > 0
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert conforms(answer, schema, document["components"]["schemas"])


def test_conforms_sees_a_difference() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    assert conforms({"a": 1}, schema, {})
    assert not conforms({"a": "1"}, schema, {})
    assert not conforms({}, schema, {})


def test_without_a_token_in_force_nothing_is_said(plant: Plant, client: Client, token: str) -> None:
    assert client.get("/api/plant").status_code == 401
    assert get(client, "/plant", "dure_wrong").status_code == 401
    row = ApiToken.objects.get()
    ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert get(client, "/plant", token).status_code == 401
    ApiToken.objects.update(expires_at=clock.now() + timedelta(days=1))
    services.revoke_token(token_id=row.pk, person=plant.person, now=clock.now())
    assert get(client, "/plant", token).status_code == 401
    with pytest.raises(NotFound):
        services.revoke_token(token_id=row.pk, person=plant.person, now=clock.now())


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.described.name)
def test_each_endpoint_needs_its_scope(plant: Plant, client: Client, endpoint: Any) -> None:
    others = [scope for scope in TokenScope.values if scope != endpoint.described.scope]
    _row, text = services.create_token(name="x", scopes=others, days=1, person=plant.person, now=clock.now())
    refused = get(client, endpoint.described.path, text)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("/results", {"from": "soon"}, 422, "soon is no time"),
        ("/results", {"by": "colour"}, 422, "colour is no cut"),
        ("/results", {"scope": "area:NO"}, 404, "no area with the code NO"),
        ("/results", {"page": "0"}, 422, "page must be a number"),
        ("/results", {"per_page": "99999"}, 422, "per_page must be a number from 1 to 1000"),
        ("/nothing", {}, 404, "no such endpoint"),
    ],
)
def test_errors_are_problem_details(
    plant: Plant, client: Client, token: str, path: str, query: dict[str, str], status: int, said: str
) -> None:
    found = get(client, path, token, **query)
    assert (found.status_code, found["Content-Type"]) == (status, "application/problem+json")
    assert said in found.json()["detail"]


def test_nothing_can_be_written(plant: Plant, client: Client, token: str) -> None:
    found = client.post("/api/plant", headers={"Authorization": f"Bearer {token}"})
    assert (found.status_code, found["Allow"]) == (405, "GET, HEAD")


def test_rate_is_limited(plant: Plant, client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "limiter", Limiter(burst=2, per_second=0.001))
    assert [get(client, "/plant", token).status_code for _ in range(3)] == [200, 200, 429]


def test_limiter_fills_again() -> None:
    limiter = Limiter(burst=2, per_second=2)
    assert [limiter.wait_s(1, 0), limiter.wait_s(1, 0), limiter.wait_s(1, 0)] == [0, 0, 0.5]
    assert limiter.wait_s(1, 0.5) == 0
    assert limiter.wait_s(2, 0.5) == 0


def test_only_the_hash_is_kept_and_the_last_use_is_noted(plant: Plant, client: Client, token: str) -> None:
    row = ApiToken.objects.get()
    assert token not in json.dumps(list(ApiToken.objects.values("name", "hint", "token_hash")))
    assert row.last_used_at is None
    get(client, "/plant", token)
    row.refresh_from_db()
    assert row.last_used_at is not None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "may read"),
        ({"scopes": ["write"]}, "may read"),
        ({"days": 9999}, "days"),
    ],
)
def test_wrong_tokens_are_not_made(plant: Plant, given: dict[str, Any], said: str) -> None:
    right = {"name": "x", "scopes": ["read:kpi"], "days": 1, "person": plant.person, "now": clock.now()}
    with pytest.raises(Invalid, match=said):
        services.create_token(**(right | given))
