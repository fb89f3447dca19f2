"""What a partner lacks, in words."""

from django.utils.translation import gettext as _

from dure.commerce.models import Partner
from dure.commerce.selectors import TaxGap


def missing_names(gap: TaxGap) -> list[str]:
    return [_("address") if name == "address" else str(_name(name)) for name in gap.missing]


def _name(name: str) -> str:
    return str(Partner._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # noqa: SLF001 - Django's documented name
