"""What a gateway says goes out as an English text with its id and values, so that a page can translate it."""

import ast
import json
from pathlib import Path

import pytest
from django.utils import translation

from dure import gateway
from dure.gateway import manifests, sentence
from dure.gateway.connector import BadData, Manifest, Rejected, Unreachable
from dure.gateway.connector import Field as SettingsField
from dure.gateway.sentence import Sentence
from dure.gateway.status import Health
from dure.telemetry import gateways

SAYS = {"Sentence", "Unreachable", "Rejected", "BadData", "Unsupported", "NoAnswer", "Malformed"}
COMPUTED = {
    "sentence.of(error)",
    "config.error",
    "said",
    "message",
    "str(said)",
    "said.message",
    "text.id",
    "str(error)",
}


def test_a_sentence_is_its_text_and_knows_its_id_and_values() -> None:
    said = Sentence("Unit %(unit)s: %(reason)s", unit=3, reason=BadData("the clock is off by %(seconds)s s", seconds=7))
    assert said == "Unit 3: the clock is off by 7 s"
    assert sentence.as_json(said) == {
        "message": "Unit 3: the clock is off by 7 s",
        "id": "Unit %(unit)s: %(reason)s",
        "params": {
            "unit": 3,
            "reason": {
                "message": "the clock is off by 7 s",
                "id": "the clock is off by %(seconds)s s",
                "params": {"seconds": 7},
            },
        },
    }


def test_an_error_keeps_what_it_was_made_from() -> None:
    error = Rejected("There is no folder %(folder)s", folder=Path("/data/press"))
    assert str(error) == "There is no folder /data/press"
    assert sentence.as_json(error)["params"] == {"folder": "/data/press"}
    assert str(Unreachable(sentence.of(error))) == str(error)
    assert str(BadData("100 % of it")) == "100 % of it"
    assert sentence.as_json(OSError("no route")) == {"message": "no route", "id": "no route", "params": {}}


def test_a_long_answer_of_a_machine_does_not_fill_the_status() -> None:
    told = sentence.as_json(Sentence("The agent refuses: %(reason)s", reason="x" * 100_000))
    assert len(json.dumps(told)) < 1_000


def test_secrets_are_taken_out_of_the_values_too() -> None:
    field = SettingsField("password", "Password", kind="secret")
    manifest = Manifest("x", "X", "", "a:B", "poll", fields=(field,))
    said = Sentence("The broker refuses: %(reason)s", reason=Sentence("wrong password %(given)s", given="hush-hush"))
    clean = manifests.redacted(manifest, {"password": "hush-hush"}, said)
    assert "hush" not in json.dumps(sentence.as_json(clean))
    assert clean == "The broker refuses: wrong password ***"
    assert sentence.of(clean).id == "The broker refuses: %(reason)s"


def test_the_status_tells_id_and_values_of_message_and_problems() -> None:
    health = Health(lambda: 1, lambda: None)
    health.become("unreachable", Sentence("No answer within %(seconds).0f s", seconds=60.0))
    health.problem(Sentence("Unit %(unit)s: %(reason)s", unit=1, reason="busy"))
    told = health.as_json()
    assert (told["message"], told["id"]) == ("No answer within 60 s", "No answer within %(seconds).0f s")
    assert told["problems"] == [
        {
            "time_us": 1,
            "text": "Unit 1: busy",
            "id": "Unit %(unit)s: %(reason)s",
            "params": {"unit": 1, "reason": "busy"},
        }
    ]


@pytest.mark.parametrize(
    ("said", "korean"),
    [
        (Sentence("No answer within %(seconds).0f s", seconds=60.0), "60초 안에 응답이 없습니다"),
        (
            Sentence("Unit %(unit)s: %(reason)s", unit=3, reason=Sentence("the unit is busy")),
            "유닛 3: 유닛이 바쁩니다",
        ),
        (
            Sentence(
                "The clock of the source is %(span)s ahead; the time of receipt is used",
                span=Sentence("%(count)s days", count=2),
            ),
            "보낸 쪽의 시계가 2일 빠릅니다. 받은 시각을 씁니다",
        ),
        (Sentence("a text of the system"), "a text of the system"),
    ],
)
def test_a_page_says_it_in_korean(said: Sentence, korean: str) -> None:
    wire = json.loads(json.dumps(sentence.as_json(said)))
    with translation.override("ko"):
        assert gateways.told(wire) == korean
        assert gateways.told({"text": wire["message"], "id": wire["id"], "params": wire["params"]}) == korean
    with translation.override("en"):
        assert gateways.told(wire) == said


def test_what_another_version_of_a_gateway_says_is_shown_in_english() -> None:
    with translation.override("ko"):
        assert gateways.told({"message": "An old text, 100 %"}) == "An old text, 100 %"
        wrong = {"message": "No answer within 3 s", "id": "No answer within %(seconds).0f s", "params": {"span": 3}}
        assert gateways.told(wrong) == "No answer within 3 s"
        assert gateways.told({}) == ""


def test_every_sentence_is_an_id_with_named_values() -> None:
    """A text put together before it is said could not be translated."""
    odd = []
    for file in sorted(Path(gateway.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if (
                name in SAYS
                and not isinstance(node.args[0], ast.Constant)
                and ast.unparse(node.args[0]) not in COMPUTED
            ):
                odd.append(f"{file.name}:{node.lineno} {ast.unparse(node)}")
    assert not odd, "\n".join(odd)
