"""Papers on which steps rest, and supports elsewhere. Keyword-only; each verb is one transaction."""

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction

from dure.kernel import clock
from dure.kernel.business_number import digits, is_valid
from dure.kernel.errors import Denied, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, add_rows, remove_row
from dure.plant.today import today
from dure.product.media import PDF, PICTURES
from dure.product.services.files import take
from dure.programme import workflow
from dure.programme.models import Case, CasePaper, EarlierSupport
from dure.programme.selectors.facts import FACTS
from dure.programme.selectors.seats import roles_towards

PAPERS = PICTURES | {PDF}
MOST_ROWS = 5_000


@transaction.atomic
def add_paper(*, case: Case, kind: str, data: bytes, note: str, by: Person) -> CasePaper:
    """A paper for a step that the person may take from here. It counts until the next step is taken.

    Raises Denied when none of those steps needs it, Invalid without a note, WrongFile for the file.
    """
    row = Case.objects.select_for_update().get(pk=case.pk)
    if kind not in wanted(row, by):
        raise Denied("None of your next steps needs this paper.")
    if not note.strip():
        raise Invalid("Write what the paper shows.")
    taken = take(data, PAPERS)
    made = CasePaper(
        firm_id=row.firm_id, case=row, after=row.steps.order_by("-pk")[0], kind=kind, note=note.strip(),
        added_at=clock.now(), added_by=by,
    )  # fmt: skip
    made.file.save(f"{row.pk}.{taken.kind.suffix}", taken.content, save=False)
    add_row(made, by=by)
    return made


def wanted(case: Case, by: Person) -> set[str]:
    """Kinds of papers for the steps that the person may take from here."""
    life = workflow.read(case.workflow.data)
    offers = life.offers(case.state, roles_towards(by, case.firm, today()), ())
    return {need for offer in offers for need in offer.step.needs if need in FACTS and FACTS[need].place == "paper"}


COLUMNS = ("business_number", "name", "scheme", "type", "first_on", "last_on", "won")


@transaction.atomic
def load_supports(*, text: str, source: str, by: Person) -> tuple[int, int]:
    """Supports elsewhere from lines as a spreadsheet gives them: number, name, scheme, type, from, to, won.

    All or nothing. What is known by number, scheme and first day stays as it is. Returns how many came, and how many
    were known. Raises Invalid with the first line that is wrong.
    """
    rows = [_support(at, line, source=source, by=by) for at, line in enumerate(_lines(text), 1)]
    if not rows or len(rows) > MOST_ROWS:
        raise Invalid("One to %(most)s lines at a time.", most=MOST_ROWS)
    numbers = {row.business_number for row in rows}
    there = set(
        EarlierSupport.objects.filter(business_number__in=numbers).values_list("business_number", "scheme", "first_on")
    )
    new = {(row.business_number, row.scheme, row.first_on): row for row in rows}
    made = [row for key, row in new.items() if key not in there]
    add_rows(made, by=by)
    return len(made), len(rows) - len(made)


@transaction.atomic
def remove_support(*, support: EarlierSupport, by: Person) -> EarlierSupport:
    remove_row(support, by=by)
    return support


def _lines(text: str) -> Iterable[list[str]]:
    lines = [line for line in text.replace("\ufeff", "").splitlines() if line.strip()]
    sign = "\t" if lines and "\t" in lines[0] else ","
    found = [[cell.strip() for cell in line] for line in csv.reader(lines, delimiter=sign)]
    # A heading has no digits where the business number stands.
    return found[1:] if found and not digits(found[0][0]) else found


def _support(at: int, line: list[str], *, source: str, by: Person) -> EarlierSupport:
    cells = [*line, *[""] * (len(COLUMNS) - len(line))]
    number, name, scheme, kind, first, last, won = cells[: len(COLUMNS)]
    if not is_valid(number):
        raise Invalid("Line %(at)s: %(text)s is no business number.", at=at, text=number)
    if not name or not scheme:
        raise Invalid("Line %(at)s: the name or the scheme is missing.", at=at)
    row = EarlierSupport(
        business_number=digits(number), name=name[:80], scheme=scheme[:120], type=kind[:8], source=source.strip(),
        first_on=_day(at, first), last_on=_day(at, last) if last else None, won=_won(at, won), added_at=clock.now(),
        added_by=by,
    )  # fmt: skip
    if row.last_on is not None and row.last_on < row.first_on:
        raise Invalid("Line %(at)s: the last day lies before the first.", at=at)
    return row


def _day(at: int, text: str) -> date:
    try:
        return date.fromisoformat(text.replace(".", "-").replace("/", "-").replace(" ", "").rstrip("-"))
    except ValueError:
        raise Invalid("Line %(at)s: %(text)s is no day like 2026-03-31.", at=at, text=text) from None


def _won(at: int, text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "")) if text else None
    except InvalidOperation:
        raise Invalid("Line %(at)s: %(text)s is no number.", at=at, text=text) from None
    if found is not None and not 0 <= found < Decimal(10) ** 14:
        raise Invalid("Line %(at)s: %(text)s is no number.", at=at, text=text)
    return found
