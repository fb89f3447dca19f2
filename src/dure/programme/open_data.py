"""Words about published tables: titles, methods, names of their parts, and the catalogue of files after DCAT."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dure.mentoring.models.factories import CITY_CHOICES

LICENCE_URLS = {
    "kogl-1": "https://www.kogl.or.kr/info/licenseType1.do",
    "kogl-4": "https://www.kogl.or.kr/info/licenseType4.do",
    "cc-by-4": "https://creativecommons.org/licenses/by/4.0/",
}
_SECTIONS: dict[str, str | Promise] = {"C": gettext_lazy("Manufacturing")}


def title_of(table: str) -> str:
    return {
        "firms-by-city": _("Firms in the programme by city or county"),
        "firms-by-sector": _("Firms in the programme by sector"),
        "certified-by-year": _("Certificates given and not revoked, by year"),
    }[table]


def method_of(table: str) -> str:
    """How it was counted, and what is hidden."""
    counted = {
        "firms-by-city": _("Count of all firms in the hub's register by the city of their address."),
        "firms-by-sector": _("Count of all firms in the hub's register by the first letter of KSIC."),
        "certified-by-year": _("Count of certificates by the year in which they were given."),
    }[table]
    hidden = _("Counts of 1 to 4 are hidden, and another one where it would follow from the total.")
    return f"{counted} {hidden}"


def names_of(table: str) -> Mapping[str, str | Promise]:
    """Names of parts; what isn't here is its own name."""
    return {"firms-by-city": dict(CITY_CHOICES), "firms-by-sector": _SECTIONS}.get(table, {})


def catalogue(*, home: str, files: Mapping[str, str], as_of: date, licence: str) -> dict[str, Any]:
    """files: addresses by name of the three files. A document of DCAT 3 (W3C, 2024) as JSON-LD."""
    kinds = {"csv": "text/csv", "json": "application/json"}

    def distribution(name: str) -> dict[str, str]:
        return {"@type": "dcat:Distribution", "dcat:downloadURL": files[name]} | {
            "dcat:mediaType": kinds[name.rpartition("-")[2]], "dct:license": LICENCE_URLS[licence]
        }  # fmt: skip

    def dataset(title: str, description: str, names: tuple[str, ...]) -> dict[str, Any]:
        return {
            "@type": "dcat:Dataset", "dct:title": title, "dct:description": description,
            "dct:issued": as_of.isoformat(), "dcat:landingPage": home,
            "dcat:distribution": [distribution(name) for name in names],
        }  # fmt: skip

    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Catalog",
        "dct:title": _("Open data of the programme"),
        "dcat:dataset": [
            dataset(
                _("Figures of the programme"),
                _("Counts of 1 to 4 are hidden, and another one where it would follow from the total."),
                ("figures-csv", "figures-json"),
            ),
            dataset(
                _("Cases of firms"), _("Cases that their firms let be published, with measured figures."),
                ("cases-json",),
            ),
        ],
    }  # fmt: skip
