"""One go of telling: days that are over become reports, and what waits goes to the hubs."""

from dure.exchange.link import sending, services
from dure.exchange.link.line import open_line
from dure.exchange.link.models import Contract
from dure.kernel import clock


def tell() -> int:
    """How many messages got their receipt."""
    for contract in Contract.objects.filter(revoked_at=None).exclude(agreed_at=None):
        services.tell_days(contract=contract, now=clock.now())
    return sending.send_waiting(open_line=open_line, now=clock.now)
