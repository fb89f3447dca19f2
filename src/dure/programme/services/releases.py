"""Publishing counts of a day, and figures from elsewhere. Keyword-only; each verb is one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count

from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.today import today
from dure.programme.disclosure import told
from dure.programme.models import CertificateNumber, ContextFigure, Firm, Release, ReleasedCount


@transaction.atomic
def publish_figures(*, licence: str, by: Person) -> Release:
    """The counts that the publisher sees today, small ones hidden. A second time on a day replaces the first."""
    for old in Release.objects.select_for_update().filter(as_of=today()):
        remove_row(old, by=by)
    made = Release(as_of=today(), licence=licence)
    add_row(made, by=by)
    firms = Firm.objects.order_by()
    sectors: dict[str, int] = {}
    for sector, n in firms.values_list("sector").annotate(n=Count("pk")):
        sectors[sector[:1]] = sectors.get(sector[:1], 0) + n
    given = CertificateNumber.objects.filter(revoked_on=None).order_by()
    tables: dict[str, Mapping[str, int]] = {
        "firms-by-city": dict(firms.values_list("city").annotate(n=Count("pk"))),
        "firms-by-sector": sectors,
        "certified-by-year": {str(year): n for year, n in given.values_list("year").annotate(n=Count("pk"))},
    }
    for table, counts in tables.items():
        parts, total = told(counts)
        for part, n in {**parts, "": total}.items():
            ReleasedCount.objects.create(release=made, table=table, part=part, n=n)
    return made


@transaction.atomic
def remove_release(*, release: Release, by: Person) -> None:
    remove_row(release, by=by)


@transaction.atomic
def add_context_figure(*, by: Person, **values: Any) -> ContextFigure:
    made = ContextFigure(**values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_context_figure(*, figure: ContextFigure, by: Person, **values: Any) -> ContextFigure:
    row = ContextFigure.objects.select_for_update().get(pk=figure.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_context_figure(*, figure: ContextFigure, by: Person) -> None:
    remove_row(figure, by=by)
