"""Schemes of certification. Keyword-only; each verb is one transaction. What is published stays as it is."""

from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.today import today
from dure.programme.models import Criterion, Scheme, SchemeVersion


@transaction.atomic
def add_scheme(*, name: str, prefix: str, by: Person, **rules: Any) -> SchemeVersion:
    """With its first version, which begins without criteria. rules: cut_off, months, signed_by."""
    scheme = Scheme(name=name.strip(), prefix=prefix.strip())
    add_row(scheme, by=by)
    made = SchemeVersion(scheme=scheme, number=1, **rules)
    add_row(made, by=by)
    return made


@transaction.atomic
def copy_version(*, version: SchemeVersion, by: Person) -> SchemeVersion:
    """A next version with the same rules, to be changed. Raises Conflict while another one isn't published yet."""
    Scheme.objects.select_for_update().get(pk=version.scheme_id)
    newest = SchemeVersion.objects.filter(scheme=version.scheme_id).order_by("-number")[0]
    if newest.published_on is None:
        raise Conflict("Version %(number)s isn't published yet. Change that one.", number=newest.number)
    made = SchemeVersion(
        scheme_id=version.scheme_id, number=newest.number + 1, cut_off=version.cut_off, months=version.months,
        signed_by=version.signed_by,
    )  # fmt: skip
    add_row(made, by=by)
    for criterion in version.criteria.all():
        criterion.pk, criterion.version = None, made
        criterion._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
        add_row(criterion, by=by)
    return made


@transaction.atomic
def change_version(*, version: SchemeVersion, by: Person, **rules: Any) -> SchemeVersion:
    """Raises Conflict for a published one, as all that follow."""
    row = _draft(version.pk)
    change_row(row, rules, by=by)
    return row


@transaction.atomic
def add_criterion(*, version: SchemeVersion, by: Person, **values: Any) -> Criterion:
    made = Criterion(version=_draft(version.pk), **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_criterion(*, criterion: Criterion, by: Person, **values: Any) -> Criterion:
    _draft(criterion.version_id)
    row = Criterion.objects.select_for_update().get(pk=criterion.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_criterion(*, criterion: Criterion, by: Person) -> None:
    _draft(criterion.version_id)
    remove_row(criterion, by=by)


@transaction.atomic
def publish_version(*, version: SchemeVersion, by: Person) -> SchemeVersion:
    """From now on firms are assessed by it. Raises Conflict where nobody could reach the points."""
    row = _draft(version.pk)
    reachable = sum(criterion.points for criterion in row.criteria.all())
    if not reachable or reachable < row.cut_off:
        raise Conflict(
            "The criteria give %(points)s points in all, and %(needed)s are needed.",
            points=reachable, needed=row.cut_off,
        )  # fmt: skip
    change_row(row, {"published_on": today()}, by=by)
    return row


def _draft(pk: int) -> SchemeVersion:
    row = SchemeVersion.objects.select_for_update().get(pk=pk)
    if row.published_on is not None:
        raise Conflict("This version is published and stays as it is. Make a next one.")
    return row
