"""Why an installation cannot be started or changed, each with an exit code of its own."""

from typing import Self

from dure.kernel.errors import DureError


class Trouble(DureError):
    """Ends the command with a sentence and `code`; excerpt: lines of a log that show why."""

    code = 10
    excerpt = ""

    def showing(self, lines: str) -> Self:
        """The same with the end of a log."""
        self.excerpt = lines
        return self


class AlreadyRunning(Trouble):
    code = 11


class NotRunning(Trouble):
    code = 12


class PortTaken(Trouble):
    code = 13


class NotWritable(Trouble):
    code = 14


class DiskFull(Trouble):
    code = 15


class NewerData(Trouble):
    code = 16


class OlderData(Trouble):
    code = 17


class EngineFailed(Trouble):
    code = 18


class UnsafeRole(Trouble):
    code = 19


class NotEmpty(Trouble):
    code = 20


class Damaged(Trouble):
    code = 21


class WrongClock(Trouble):
    code = 22


class OtherSide(Trouble):
    code = 23
