"""What may be refused here."""

from dure.kernel.errors import Conflict


class AnotherLog(Conflict):
    """The event log that runs isn't the one that the tables were read from."""
