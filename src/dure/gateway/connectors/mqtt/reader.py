"""From an MQTT message to observations, as a connection's settings say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from dure.gateway import sentence
from dure.gateway.broker.message import Message
from dure.gateway.connector import BadData, Rejected
from dure.gateway.connectors.mqtt import payload
from dure.gateway.connectors.mqtt.address import Plan, Wanted, join
from dure.gateway.connectors.mqtt.moment import MomentReader
from dure.gateway.sentence import Sentence
from dure.kernel.observation import AGAIN, Observation, Quality, Value

_GONE = object()
_observation: Callable[[Sequence[object]], Observation] = partial(tuple.__new__, Observation)


def _path(settings: Mapping[str, Any], name: str) -> tuple[str, ...]:
    try:
        return payload.steps(str(settings.get(name) or ""))
    except BadData as error:
        raise Rejected(sentence.of(error)) from error


def _words(settings: Mapping[str, Any], name: str) -> set[str]:
    return {word.strip() for word in str(settings.get(name) or "").split(",") if word.strip()}


class Reader:
    """Takes messages apart. What can't be read becomes a BAD observation and a problem, told once
    for as long as it stays so."""

    def __init__(self, settings: Mapping[str, Any], wanted: Wanted, problem: Callable[[str], None]) -> None:
        self._wanted = wanted
        self._problem = problem
        self._time = _path(settings, "time_pointer")
        self._sequence = _path(settings, "sequence_pointer")
        self._epoch = _path(settings, "epoch_pointer")
        if bool(self._sequence) != bool(self._epoch):
            raise Rejected(
                "A device's own numbering needs both a number and a field that changes when the device restarts"
            )
        form, zone = settings.get("time_format") or "iso8601", settings.get("time_zone") or "Asia/Seoul"
        self._moment = MomentReader(str(form), str(zone))
        self._true, self._false = _words(settings, "true_words"), _words(settings, "false_words")
        self._numeric_text = bool(settings.get("numeric_text"))
        self._paths: dict[str, tuple[str, ...]] = {}
        self._troubled: dict[tuple[str, str], str] = {}

    def read(self, message: Message) -> list[Observation]:
        """The observations in a message; none when no address asks for its topic."""
        topic, content = message[:2]
        plan = self._wanted.plan(topic)
        if not (plan.whole or plan.pointers or plan.everything):
            return []
        try:
            document = payload.read(content)
        except BadData as error:
            self._trouble(topic, "", Sentence("%(place)s: %(reason)s", place=topic, reason=error))
            return self._unreadable(message, (plan.pointers, plan.whole or plan.everything))
        if self._troubled:
            self._well(topic, "")
        quality, time_us = self._when(message, document)
        epoch, sequence = self._numbering(message, document) if self._sequence else ("", None)
        unnumbered = AGAIN if message.retained else ""
        found = []
        for pointer, value in self._values(topic, plan, document):
            address = plan.addresses.get(pointer) or join(topic, pointer)
            kind, own = type(value), Quality.GOOD
            if kind is not int and kind is not float and kind is not bool:
                value, own = self._value(address, value)
            name = f"{address} {epoch}" if sequence is not None else unnumbered
            found.append(_observation((address, value, time_us, max(quality, own), name, sequence)))
        return found

    def _values(self, topic: str, plan: Plan, document: Any) -> Iterator[tuple[str, Any]]:
        if plan.everything:
            yield from self._bounded(topic, document)
            return
        if plan.whole:
            yield "", document
        for pointer in plan.pointers:
            value = self._at(topic, document, pointer)
            if value is not _GONE:
                yield pointer, value

    def _bounded(self, topic: str, document: Any) -> Iterator[tuple[str, Value]]:
        for count, leaf in enumerate(payload.leaves(document)):
            if count >= payload.MAX_FIELDS:
                text = f"{topic}: more than {payload.MAX_FIELDS} fields; choose the ones to collect"
                self._trouble(topic, "fields", text)
                return
            yield leaf

    def _at(self, topic: str, document: Any, pointer: str) -> Any:
        path = self._paths.get(pointer)
        if path is None:
            path = self._paths[pointer] = payload.steps(pointer)
        try:
            found = payload.find(document, path)
        except LookupError:
            self._trouble(
                topic,
                pointer,
                Sentence("%(topic)s: there is no %(pointer)s in the payload", topic=topic, pointer=pointer),
            )
            return _GONE
        if self._troubled:
            self._well(topic, pointer)
        return found

    def _value(self, address: str, value: Any) -> tuple[Value, Quality]:
        if value is None:
            return None, Quality.MISSING
        if isinstance(value, str):
            return self._word(value)
        if isinstance(value, dict | list):
            self._trouble(
                address,
                "kind",
                Sentence("%(address)s: the payload is an object or a list; choose one of its fields", address=address),
            )
            return None, Quality.BAD
        return value, Quality.GOOD

    def _word(self, value: str) -> tuple[Value, Quality]:
        if value in self._true:
            return True, Quality.GOOD
        if value in self._false:
            return False, Quality.GOOD
        return payload.number(value) if self._numeric_text else value, Quality.GOOD

    def _when(self, message: Message, document: Any) -> tuple[Quality, int]:
        """Quality and time. A retained message without a time of its own may be of any age."""
        doubt = Quality.UNCERTAIN if message.retained else Quality.GOOD
        if not self._time:
            return doubt, message.received_us
        try:
            time_us = self._moment.read(payload.find(document, self._time))
        except LookupError:
            self._trouble(
                message.topic, "time", Sentence("%(topic)s: there is no time in the payload", topic=message.topic)
            )
            return Quality.UNCERTAIN, message.received_us
        except BadData as error:
            self._trouble(message.topic, "time", Sentence("%(place)s: %(reason)s", place=message.topic, reason=error))
            return Quality.UNCERTAIN, message.received_us
        self._well(message.topic, "time")
        return Quality.GOOD, time_us

    def _numbering(self, message: Message, document: Any) -> tuple[str, int | None]:
        try:
            sequence, epoch = payload.find(document, self._sequence), payload.find(document, self._epoch)
        except LookupError:
            sequence, epoch = None, None
        if type(sequence) is not int or sequence < 0 or isinstance(epoch, dict | list | None):
            self._trouble(
                message.topic, "number", Sentence("%(topic)s: the device's own number is missing", topic=message.topic)
            )
            return "", None
        self._well(message.topic, "number")
        return str(epoch), sequence

    def _unreadable(self, message: Message, wanted: tuple[tuple[str, ...], bool]) -> list[Observation]:
        pointers, whole = wanted
        addresses = [join(message.topic, pointer) for pointer in pointers]
        if whole or not addresses:
            addresses.append(message.topic)
        return [Observation(one, None, message.received_us, Quality.BAD) for one in addresses]

    def _trouble(self, topic: str, kind: str, text: str) -> None:
        if len(self._troubled) > 1000:
            self._troubled.clear()
        if (topic, kind) not in self._troubled:
            self._troubled[topic, kind] = text
            self._problem(text)

    def _well(self, topic: str, kind: str) -> None:
        self._troubled.pop((topic, kind), None)
