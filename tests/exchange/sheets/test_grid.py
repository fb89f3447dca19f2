"""Workbooks that are broken, or far larger than they look."""

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from dure.exchange.sheets import grid
from dure.kernel.errors import Invalid


def workbook(change: Callable[[str, bytes], bytes]) -> bytes:
    book, out, packed = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["품번", "품명"])
    book.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return out.getvalue()


@pytest.mark.parametrize("broken", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_broken_workbook_is_refused_in_words(broken: str) -> None:
    with pytest.raises(Invalid, match="can't be read"):
        grid.read(workbook(lambda name, data: data[:-20] if name == broken else data), "a.xlsx")


def test_a_workbook_is_not_unpacked_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_UNPACKED", 1024**2)
    data = workbook(lambda name, data: data + b" " * 2 * 1024**2 if "sheet1" in name else data)
    assert len(data) < 20_000
    with pytest.raises(Invalid, match="larger than"):
        grid.read(data, "a.xlsx")
