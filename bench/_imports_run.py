"""One way of importing the workbook of `bench.imports`, in this process: what it took, as a JSON object."""

import itertools
import json
import resource
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import django
from django.conf import settings


def main() -> None:
    django.setup()
    name, book = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="dure-bench-") as media:
        settings.MEDIA_ROOT = media
        found = {"prepare": prepare, "dure": dure, "bare": bare}[name](book)
    found["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def prepare(_book: Path) -> dict[str, float]:
    from dure.config import tables
    from dure.plant.services import add_person

    tables.migrate(verbosity=0)
    add_person(username="clerk", roles=["administrator"], by=None)
    return {}


def dure(book: Path) -> dict[str, float]:
    from dure.exchange.imports import checking, services, writing
    from dure.exchange.models import Import
    from dure.inventory.models import Item
    from dure.plant.models import ChangeRecord, Person

    by, before, records = Person.objects.get(username="clerk"), Item.objects.count(), ChangeRecord.objects.count()
    marks = [time.perf_counter()]
    row = services.take_file(name=book.name, data=book.read_bytes(), register_name="items", by=by)
    row = services.choose_layout(row=row, sheet=row.sheet, header=None)
    marks.append(time.perf_counter())
    services.match_columns(row=row, fields={one["at"]: one["field"] for one in row.columns}, by=by)
    row = Import.objects.get(pk=row.pk)
    if row.state == Import.State.MATCHED:
        checking.check(row)  # what the worker does for a large file
    marks.append(time.perf_counter())
    assert row.counts["wrong"] == 0, row.counts
    services.edit_cells(row=row, number=row.rows.order_by("number")[1000].number, texts={"note": "국내산"})
    marks.append(time.perf_counter())
    row = writing.write(row.pk, by, only_good=False)
    marks.append(time.perf_counter())
    count = row.counts["new"]
    assert Item.objects.count() == before + count
    assert ChangeRecord.objects.count() >= records + count
    writing.take_back(row.pk, by)
    marks.append(time.perf_counter())
    assert Item.objects.count() == before
    took = [end - start for start, end in itertools.pairwise(marks)]
    return dict(zip(("read", "tried", "mended", "written", "undone"), took, strict=True))


def bare(book: Path) -> dict[str, float]:
    from django.db import transaction
    from openpyxl import load_workbook

    from dure.inventory.models import Item

    start = time.perf_counter()
    sheet = load_workbook(book, read_only=True, data_only=True).worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if isinstance(row[0], int)]
    with transaction.atomic():
        made = Item.objects.bulk_create(
            (
                Item(
                    code=row[1], name=row[2], specification=row[3], unit_id="EA", lead_time_days=row[8],
                    safety_stock=Decimal(str(row[7]).replace(",", "")), note=(row[9] if len(row) > 9 else None) or "",
                )
                for row in rows
            ),
            batch_size=500,
        )  # fmt: skip
    took = time.perf_counter() - start
    Item.objects.filter(pk__in=[one.pk for one in made]).delete()
    return {"written": took}


if __name__ == "__main__":
    main()
