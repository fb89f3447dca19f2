"""What the guard asks a person for. Apart, so that the table of people can name it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pass:
    """What a request's person may do now.

    detour: URL name to be visited before anything else. idle_s: seconds without a touch after
    which the page logs the person out; 0 for never.
    """

    roles: frozenset[str] = frozenset()
    signed_in: bool = False
    detour: str = ""
    idle_s: int = 0
