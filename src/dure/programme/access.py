"""Who may open what of the programme. What rows they then see is their seats' matter (`scope`)."""

from collections.abc import Collection

from dure.plant.roles import RegionRole, Role

KEEPERS = frozenset({Role.ADMINISTRATOR})
HANDLERS = KEEPERS | {RegionRole.AGENCY}
OFFICES = HANDLERS | {RegionRole.PROVINCE, RegionRole.CITY}

ACCESS: dict[str, Collection[str]] = {
    **dict.fromkeys(("programme:firms", "programme:firm"), OFFICES | {RegionRole.FIRM}),
    **dict.fromkeys(("programme:firm-add", "programme:firm-change"), HANDLERS),
    **dict.fromkeys(("programme:organisations", "programme:organisation"), OFFICES),
    **dict.fromkeys(("programme:organisation-add", "programme:organisation-change"), HANDLERS),
    **dict.fromkeys(("programme:seat-add", "programme:seat-end"), KEEPERS),
    "programme:undo": HANDLERS,
}
HUB = frozenset(ACCESS)
