"""Runs of the planning, and how much of what they say."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from dure.planning.models import ACTS, Advice, Dismissal, MrpRun

_BUSY = (MrpRun.Status.WAITING, MrpRun.Status.RUNNING)


def runs() -> QuerySet[MrpRun]:
    return MrpRun.objects.select_related("asked_by")


def last_run() -> MrpRun | None:
    """The newest one that came to its end."""
    return runs().filter(status=MrpRun.Status.DONE).first()


def open_run() -> MrpRun | None:
    """One that waits or goes on, the one that goes on before those that wait."""
    return runs().filter(status__in=_BUSY).order_by("status", "pk").first()


def counts() -> list[tuple[str, str, int]]:
    """(kind of exception, its name, how many), the most urgent first; ignored ones aren't counted."""
    ignored = Exists(Dismissal.objects.filter(item=OuterRef("item"), key=OuterRef("key")))
    rows = Advice.objects.exclude(ignored).order_by().values_list("act").annotate(n=Count("pk"))
    found = dict(rows)
    return [(act, str(name), found.get(act, 0)) for act, name in ACTS]
