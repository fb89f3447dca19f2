"""What the wizard holds until it is finished: in the person's session, secrets sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from dure.kernel.errors import Conflict
from dure.kernel.observation import Value
from dure.telemetry import guess, sealing

KEY = "connect"
SAMPLES = 20
MOST_FOUND = 3000
SAMPLES_KEPT_S = 3600


@dataclass(slots=True)
class Draft:
    """settings: with secrets sealed. found: address → name, unit, suggestion as the source shows them.

    samples: the last values seen of each chosen address, oldest first. code: the connection that
    is being changed, empty for a new one. login: user name that an MQTT device was given. before:
    what a broker had seen when the wizard began, so that what is new shows.
    """

    protocol: str
    title: str
    settings: dict[str, Any]
    name: str = ""
    code: str = ""
    login: str = ""
    before: list[str] = field(default_factory=list)
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    chosen: list[str] = field(default_factory=list)
    samples: dict[str, list[Value]] = field(default_factory=dict)

    def clear_settings(self) -> dict[str, Any]:
        """Settings with secrets in the clear, for the gateway."""
        return sealing.opened(self.settings)

    def remember(self, found: Iterable[Mapping[str, Any]]) -> None:
        """Keep what was found, so that a chosen address has its name."""
        for one in found:
            if one.get("address") and len(self.found) < MOST_FOUND:
                kept = {key: one.get(key) for key in ("name", "unit", "type_name", "suggestion", "value")}
                self.found[str(one["address"])] = kept

    def sample(self, values: Iterable[Mapping[str, Any]]) -> None:
        """Add values of a preview."""
        for one in values:
            if one["value"] is not None:
                seen = self.samples.setdefault(one["address"], [])
                seen.append(one["value"])
                del seen[:-SAMPLES]

    def note_before(self, found: Iterable[Mapping[str, Any]]) -> None:
        """Keep what was there already."""
        self.before = [mark_of(one) for one in found][:MOST_FOUND]

    def heard(self) -> list[dict[str, Any]]:
        """What was found so far, as a list."""
        return [{"address": address, **known} for address, known in self.found.items()]

    def name_of(self, address: str) -> str:
        return str(self.found.get(address, {}).get("name") or address)

    def unit_of(self, address: str) -> str:
        return str(self.found.get(address, {}).get("unit") or "")

    def guess_of(self, address: str) -> str:
        """What the signal probably means, by the connector, its name and its behaviour."""
        known = self.found.get(address, {})
        seen = self.samples.get(address) or ([known["value"]] if known.get("value") is not None else [])
        name = f"{self.name_of(address)} {address}"
        return guess.meaning(name, seen, str(known.get("suggestion") or ""), self.unit_of(address))


def mark_of(one: Mapping[str, Any]) -> str:
    """What tells one found thing from another."""
    return str(one.get("address") or one.get("path") or one.get("name"))


def load(request: HttpRequest) -> Draft:
    """The draft of this person's wizard. Raises Conflict when there is none."""
    kept = request.session.get(KEY)
    if kept is None:
        raise Conflict("The wizard was left. Begin again with Connect a machine.")
    return Draft(**kept, samples=cache.get(_samples_key(request), {}))


def save(request: HttpRequest, draft: Draft) -> None:
    request.session[KEY] = {name: value for name, value in asdict(draft).items() if name != "samples"}


def save_samples(request: HttpRequest, draft: Draft) -> None:
    """Values go to the cache: a preview under way would write an old session over a newer one."""
    cache.set(_samples_key(request), draft.samples, SAMPLES_KEPT_S)


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
    cache.delete(_samples_key(request))


def _samples_key(request: HttpRequest) -> str:
    return f"connect-samples:{request.session.session_key}"
