"""Which metrics a connection collects. Pure."""

from collections.abc import Sequence

from dure.gateway.connector import Rejected
from dure.gateway.connectors.sparkplug.topic import NAMESPACE

EVERYTHING = "*"
_TAILS = ("NBIRTH/+", "NDEATH/+", "NDATA/+", "DBIRTH/+/+", "DDEATH/+/+", "DDATA/+/+")
_CONTROL = ("Node Control/", "Device Control/")


class Wanted:
    """The addresses of a connection: `group/edge:metric`, `group/edge/device:metric`, or `*` for all.

    groups limits `*` to these group ids; empty means every group.
    """

    def __init__(self, addresses: Sequence[str], groups: Sequence[str] = ()) -> None:
        self.everything = EVERYTHING in addresses
        self.addresses = frozenset(address for address in addresses if address != EVERYTHING)
        self._groups = list(groups)
        for address in self.addresses:
            if "/" not in address.partition(":")[0] or not address.partition(":")[2]:
                raise Rejected("Not an address of a Sparkplug metric: %(address)s", address=address)

    @property
    def filters(self) -> list[str]:
        """What to subscribe to: all that edge nodes say, none of what is said to them."""
        groups = dict.fromkeys(self._groups)
        if self.everything and not groups:
            groups = {"+": None}
        else:
            groups.update(dict.fromkeys(address.partition("/")[0] for address in self.addresses))
        return [f"{NAMESPACE}/{group}/{tail}" for group in groups for tail in _TAILS]

    def node(self, group: str, edge: str) -> bool:
        """Whether anything of an edge node is collected."""
        if self.everything and (not self._groups or group in self._groups):
            return True
        begins = (f"{group}/{edge}:", f"{group}/{edge}/")
        return any(address.startswith(begins) for address in self.addresses)

    def metric(self, address: str, name: str) -> bool:
        """Whether a metric is collected; those that only control the session are when asked for by name."""
        if address in self.addresses:
            return True
        return self.everything and name != "bdSeq" and not name.startswith(_CONTROL)

    def of(self, prefix: str) -> list[str]:
        """The addresses asked for by name that begin with a source's prefix."""
        return sorted(address for address in self.addresses if address.startswith(prefix))
