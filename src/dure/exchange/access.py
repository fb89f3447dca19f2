"""Who may open what of the outside door. The API is open to the guard because it asks for a token itself."""

from dure.plant.roles import Role
from dure.web.access import PUBLIC

_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.OWNER})
_TOLD = _KEEPERS | {Role.SUPERVISOR, Role.OFFICE}
"""See what the region is told. Owners and administrators alone decide it."""
_LINK = dict.fromkeys(("link", "link-contract", "link-sent"), _TOLD) | dict.fromkeys(
    ("link-join", "link-contract-add", "link-agree", "link-discard", "link-revoke"), _KEEPERS
)
_IMPORTERS = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.OFFICE, Role.MENTOR, Role.QUALITY, Role.ADMINISTRATOR})
"""Of some register at least; each register has its own roles besides."""
_APPROVERS = _IMPORTERS | {Role.OWNER}
_IMPORTS = dict.fromkeys(
    (
        "imports", "import-new", "import-template", "import-standing", "import-progress", "import-table",
        "import-columns", "import-rows", "import-cell", "import-proposal", "import-leave", "import-again",
        "import-write", "import-resume", "import-undo", "import-discard", "import-file", "import-fixes",
    ),
    _IMPORTERS,
) | {"import": _APPROVERS, "import-approve": _APPROVERS}  # fmt: skip
ACCESS = {f"exchange:{name}": roles for name, roles in (_IMPORTS | _LINK).items()} | {
    "exchange:openapi": PUBLIC,
    "exchange:api": PUBLIC,
    "exchange:tokens": _KEEPERS,
    "exchange:token-new": _KEEPERS,
    "exchange:token-revoke": _KEEPERS,
}
