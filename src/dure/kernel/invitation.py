"""What a hub hands to a plant so that it can dial in: one text to copy from page to page. Pure."""

import base64
import binascii
import json
from dataclasses import asdict, dataclass

from dure.kernel.errors import Invalid
from dure.kernel.report import is_key

_BEGIN = "dure-link-1."
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """hub: its name. key: its public key, hex. plant: the key of the plant that is invited. address: where to dial.
    ticket: what the plant shows there; it opens nothing without the plant's own key. authority: the certificate
    (PEM) to trust there."""

    hub: str
    key: str
    plant: str
    address: str
    ticket: str
    authority: str


def write(invitation: Invitation) -> str:
    data = json.dumps(asdict(invitation), ensure_ascii=False).encode()
    return _BEGIN + base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(text: str) -> Invitation:
    """Blanks and line breaks of copying don't matter. Raises Invalid."""
    given = "".join(text.split())
    try:
        if not given.startswith(_BEGIN) or len(given) > LONGEST:
            raise ValueError
        data = given.removeprefix(_BEGIN)
        said = json.loads(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)))
        found = Invitation(**said)
        if not all(isinstance(value, str) for value in asdict(found).values()):
            raise ValueError
        if not (is_key(found.key) and is_key(found.plant) and found.hub):
            raise ValueError
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("This is no invitation of a hub. Copy it whole, from its first letter to its last.") from error
    return found
