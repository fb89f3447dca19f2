"""Finding what names in cells mean, for all rows at once: items, units, partners, places. Each table is read once."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from dure.commerce.models import Partner
from dure.exchange.imports.lines import Line
from dure.exchange.sheets.words import key
from dure.inventory.errors import NoConversion, NotExact
from dure.inventory.likeness import normalised_specification
from dure.inventory.models import Item, Location, Unit
from dure.inventory.selectors import Conversions
from dure.kernel import business_number
from dure.kernel.errors import Invalid
from dure.plant.models import Area, Named, WorkCenter, WorkUnit

T = TypeVar("T")
MOST_NEAR = 300
"""How often something like an unknown name is looked for: it takes time, and so many hint at another mistake."""
_FIRM = re.compile(
    r"\((주|유|합|재|사)\)|주식회사|유한회사|합자회사|농업회사법인|농협회사법인|\bco\.?,?\s*ltd\.?|\binc\.?",
    re.IGNORECASE,
)


def firm_key(name: str) -> str:
    """A firm's name without its form and spaces: ㈜한울식품 and 한울식품 주식회사 are one."""
    plain = _FIRM.sub("", unicodedata.normalize("NFKC", name))
    return re.sub(r"[\s.,·\-_&]+", "", plain).casefold()


def name_key(name: str, specification: str = "") -> str:
    return f"{key(name)}|{normalised_specification(specification)}"


class Names(Generic[T]):
    """Rows by their codes and by their names; a name that two rows share finds neither."""

    def __init__(
        self,
        rows: Iterable[T],
        code: Callable[[T], str],
        names: Callable[[T], Iterable[str]],
        spelled: Callable[[str], str] = key,
    ) -> None:
        self._spelled = spelled
        self.by_code: dict[str, T] = {}
        self._by_name: dict[str, list[T]] = {}
        for row in rows:
            self.by_code[code(row)] = row
            for name in names(row):
                if name:
                    self._by_name.setdefault(spelled(name), []).append(row)
        self._folded = {one.casefold(): row for one, row in self.by_code.items()}
        self._asked = 0
        self._bare: dict[str, str] = {one.lstrip("0"): one for one in self.by_code if one.startswith("0")}

    def also(self, word: str, row: T) -> None:
        """Let another word mean the row as its code does, unless it means another one."""
        if word:
            self._folded.setdefault(word.casefold(), row)

    def find(self, text: str) -> T | None:
        found = self.by_code.get(text) or self._folded.get(text.casefold())
        if found is not None:
            return found
        named = self._by_name.get(self._spelled(text), ())
        return named[0] if len(named) == 1 else None

    def near(self, text: str) -> str:
        """The code, or name, that was probably meant: zeros lost at the front, else what is written most alike."""
        if text.lstrip("0") in self._bare:
            return self._bare[text.lstrip("0")]
        self._asked += 1
        if self._asked > MOST_NEAR:
            return ""
        codes = get_close_matches(text.casefold(), self._folded, 1, 0.75)
        if codes:
            return next(code for code in self.by_code if code.casefold() == codes[0])
        names = get_close_matches(self._spelled(text), self._by_name, 1, 0.6)
        if names:
            row = self._by_name[names[0]][0]
            return next(code for code, one in self.by_code.items() if one is row)
        return ""

    def take(self, line: Line, name: str, label: Any) -> T | None:
        """What a cell means; None where it is empty or, with a proposal, where it is unknown."""
        text = line[name]
        if text is None:
            return None
        found = self.find(text)
        if found is None:
            line.refuse(
                name, Invalid("%(field)s “%(text)s” is not registered.", field=label, text=text), self.near(text)
            )
        return found


def items(rows: QuerySet[Item] | None = None) -> Names[Item]:
    """Items by code, barcode and name."""
    every = (Item.objects.all() if rows is None else rows).order_by("pk")
    found = Names(every, lambda row: row.code, lambda row: (row.name, f"{row.name} {row.specification}".strip()))
    for row in found.by_code.copy().values():
        found.also(row.barcode, row)
    return found


def partners(rows: QuerySet[Partner] | None = None) -> Names[Partner]:
    """Partners by code, business number and name."""
    every = (Partner.objects.all() if rows is None else rows).order_by("pk")
    found = Names(every, lambda row: row.code, lambda row: (row.name,), firm_key)
    for row in found.by_code.copy().values():
        found.also(row.business_number, row)
        found.also(business_number.digits(row.business_number), row)
    return found


def parts(table: type[Named]) -> Names[Any]:
    """Elements of the equipment hierarchy in use, by code and name."""
    return Names(table.objects.filter(is_active=True).order_by("pk"), lambda row: row.code, lambda row: (row.name,))


def places() -> Names[Location]:
    """Places of our own stock."""
    owned = Location.objects.filter(Q(kind=Location.Kind.STOCK) | Q(kind=Location.Kind.QUARANTINE), is_active=True)
    return Names(owned.order_by("pk"), lambda row: row.code, lambda row: (row.own_name, str(row)))


class Units:
    """Units by all their spellings."""

    def __init__(self) -> None:
        self.by_code = {unit.code: unit for unit in Unit.objects.all()}
        self._spelled = {
            word: unit for unit in self.by_code.values() for word in (unit.code, *unit.aliases, unit.own_name) if word
        }
        # Letters large or small only where that can't be another unit (m and M are, EA and ea aren't).
        folded: dict[str, set[str]] = {}
        for word, unit in self._spelled.items():
            folded.setdefault(word.casefold(), set()).add(unit.code)
        self._folded = {word: self.by_code[next(iter(codes))] for word, codes in folded.items() if len(codes) == 1}

    def find(self, text: str) -> Unit | None:
        plain = text.strip().rstrip(".")
        return self._spelled.get(plain) or self._folded.get(plain.casefold())

    def take(self, line: Line, name: str) -> Unit | None:
        """The unit in a cell; None where it is empty or, with a proposal, where it is unknown."""
        text = line[name]
        if text is None:
            return None
        found = self.find(text)
        if found is None:
            near = get_close_matches(text.casefold(), self._folded, 1, 0.5)
            proposal = self._folded[near[0]].code if near else "EA"
            line.refuse(name, Invalid("The unit “%(text)s” is not known.", text=text), proposal)
        return found

    def of_quantity(self, line: Line) -> Unit | None:
        """As `take`, of the cell for the unit or, where that is empty, of what stands beside the row's quantity."""
        if line["unit"] is None and line["quantity_unit"]:
            line.values["unit"] = line["quantity_unit"]
        return self.take(line, "unit")


def own_quantity(
    line: Line, item: Item, quantity: Decimal, unit: Unit | None, conversions: Conversions
) -> Decimal | None:
    """A quantity in the item's own unit; None, refused at its cell, where it can't be turned into that."""
    try:
        return conversions.exact(item, quantity, unit.code if unit else item.unit_id)
    except NoConversion as error:
        line.refuse("unit", error, item.unit_id)
    except NotExact as error:
        line.refuse("quantity", error)
    return None


WORK_PLACES: Mapping[str, type[Named]] = {"area": Area, "work_center": WorkCenter, "work_unit": WorkUnit}
