"""Who may do what on the hub's server of lines: an account for each plant. Pure.

All keys come from one secret of the hub. A plant's account reaches nothing but one service, `report`, which the server
turns into `report.<key of the plant>` of the hub's account; so no plant can speak as another or hear another, and the
hub has nothing in a plant's account to speak to.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dure.kernel.nkeys import Prefix, encoded, jwt, public
from dure.kernel.report import LONGEST, key_of

SUBJECT = "report"
_FREE: Mapping[str, int] = {"subs": -1, "data": -1, "payload": -1}


@dataclass(frozen=True, slots=True)
class Tickets:
    """secret: the hub's. at: seconds since 1970, when they are written."""

    secret: str
    at: int

    def key(self, name: str) -> Ed25519PrivateKey:
        return key_of(f"{self.secret}\n{name}")

    def account(self, name: str) -> str:
        return public(Prefix.ACCOUNT, self.key(name))

    def operator(self) -> str:
        said = {"type": "operator", "version": 2, "system_account": self.account("system")}
        return self._signed("operator", public(Prefix.OPERATOR, self.key("operator")), "dure", said)

    def system_account(self) -> str:
        return self._account("system", {})

    def hub_account(self) -> str:
        return self._account(
            "hub", {"exports": [{"name": SUBJECT, "subject": f"{SUBJECT}.*", "type": "service"}]}
        )  # fmt: skip

    def plant_account(self, plant: str) -> str:
        """The account of the plant with this key: two lines at once, so that a new one never waits for a dead one."""
        imported = {
            "name": SUBJECT, "subject": f"{SUBJECT}.{plant}", "account": self.account("hub"),
            "local_subject": SUBJECT, "type": "service",
        }  # fmt: skip
        return self._account(plant, {"imports": [imported]}, conn=2)

    def ticket(self, plant: str) -> str:
        """What the plant shows; of use only to who can sign with the plant's own key."""
        said = {
            "pub": {"allow": [SUBJECT]}, "sub": {"allow": ["_INBOX.>"]}, "subs": 10, "data": -1, "payload": LONGEST,
        }  # fmt: skip
        return self._user(plant, encoded(Prefix.USER, bytes.fromhex(plant)), said)

    def own(self, name: str) -> tuple[Ed25519PrivateKey, str]:
        """The hub's own key and ticket in its account, or in the server's system account."""
        key = self.key(f"{name} user")
        return key, self._user(name, public(Prefix.USER, key), dict(_FREE))

    def settings(self, *, listen: str, folder: Path, certificate: Path, key: Path) -> str:
        """The server's settings. No JetStream and no leaf nodes: it only passes messages on."""
        preload = {self.account("system"): self.system_account(), self.account("hub"): self.hub_account()}
        loaded = "".join(f"  {account}: {token}\n" for account, token in preload.items())
        return (
            f"server_name: dure-link\nlisten: {json.dumps(listen)}\nmax_payload: {LONGEST}\n"
            f"tls {{ cert_file: {_path(certificate)}, key_file: {_path(key)}, timeout: 5 }}\n"
            f"operator: {self.operator()}\nsystem_account: {self.account('system')}\n"
            f'resolver {{ type: full, dir: {_path(folder / "accounts")}, allow_delete: false, interval: "2m" }}\n'
            f"resolver_preload {{\n{loaded}}}\n"
        )

    def _account(self, name: str, said: Mapping[str, Any], conn: int = -1) -> str:
        limits = {
            **_FREE, "conn": conn, "imports": -1, "exports": -1, "wildcards": True, "leaf": 0,
        }  # fmt: skip
        nats = {"type": "account", "version": 2, "limits": limits, **said}
        return self._signed("operator", self.account(name), name, nats)

    def _user(self, account: str, subject: str, said: Mapping[str, Any]) -> str:
        nats = {"type": "user", "version": 2, **said}
        return self._signed(account, subject, account, nats, prefix=Prefix.ACCOUNT)

    def _signed(
        self, by: str, subject: str, name: str, nats: Mapping[str, Any], *, prefix: Prefix = Prefix.OPERATOR
    ) -> str:  # fmt: skip
        claims = {
            "jti": f"{self.at}-{subject}", "iat": self.at, "iss": public(prefix, self.key(by)), "name": name,
            "sub": subject, "nats": nats,
        }  # fmt: skip
        return jwt(claims, self.key(by))


def _path(path: Path) -> str:
    return json.dumps(str(path), ensure_ascii=False)
