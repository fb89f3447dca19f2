"""Which of two sides an installation is: the plant of one factory, or the hub of a region.

One install has both; they differ in their list of apps (`settings.CONTEXTS`) and in the parts that run. The side is
noted in the folder at its first start, so that every command and every part of it knows.
"""

from enum import StrEnum

from dure.config import preflight
from dure.config.home import Home
from dure.config.troubles import OtherSide


class Side(StrEnum):
    PLANT = "plant"
    HUB = "hub"


PARTS = {Side.PLANT: ("gateway", "web", "recorder", "worker"), Side.HUB: ("web", "worker", "receiver")}
"""Python parts of each side in the order of their start."""


def of(home: Home) -> Side:
    """The side noted in the folder; a folder without a note is a plant's."""
    return Side(str(preflight.read_version(home).get("side", Side.PLANT)))


def check(home: Home, wanted: Side) -> None:
    """Raises OtherSide when the folder holds the other side already."""
    if not preflight.read_version(home) or of(home) is wanted:
        return
    if wanted is Side.HUB:
        raise OtherSide("%(folder)s holds a plant. Choose another folder for the hub.", folder=home.path)
    raise OtherSide("%(folder)s holds a hub. Start it with: dure hub up", folder=home.path)
