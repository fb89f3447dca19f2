"""Who may open what of the outside door. The API is open to the guard because it asks for a token itself."""

from dure.plant.roles import Role
from dure.web.access import PUBLIC

_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.OWNER})
ACCESS = {
    "exchange:openapi": PUBLIC,
    "exchange:api": PUBLIC,
    "exchange:tokens": _KEEPERS,
    "exchange:token-new": _KEEPERS,
    "exchange:token-revoke": _KEEPERS,
}
