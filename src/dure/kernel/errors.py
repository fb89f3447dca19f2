"""The four things that can be wrong with a request, by what the caller can do next.

A context derives one-line errors from these. The message is a translatable id in English
with named parameters, so that the page can say it in the user's language.
"""


class DureError(Exception):
    """An error that a user may read. `message` may hold `%(name)s` marks filled from `params`."""

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotFound(DureError):
    """The thing asked for does not exist; choose another."""


class Invalid(DureError):
    """The input cannot be taken; correct it."""


class Conflict(DureError):
    """The input is fine but the state of things has moved on; look again."""


class Denied(DureError):
    """This person may not do this; ask one who may."""
