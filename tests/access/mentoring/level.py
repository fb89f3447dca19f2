"""Pages of the level."""

from datetime import date
from typing import Any

from django.utils import timezone

from dure.kernel import clock
from dure.mentoring.services import level as levels
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.access.table import ADMIN, BUT_OPERATORS, LEADERS, Row, deed, form, page
from tests.access.things import PIXEL

OWNERS = LEADERS | {Role.OWNER}
_CLAIM = {"level": "1", "claimed_on": "2026-05-04", "claimed_by": "인증기관"}

ROWS: dict[str, Row] = {
    "level": page(BUT_OPERATORS),
    "level-print": page(BUT_OPERATORS),
    "level-criterion": page(BUT_OPERATORS, "bom"),
    "level-compute": deed(BUT_OPERATORS - {Role.OFFICE}),
    "level-rules": page(BUT_OPERATORS),
    "level-version": page(BUT_OPERATORS, "level_draft"),
    "level-rules-new": form(ADMIN, data={"note": "또"}, status_post=409),
    "level-threshold": form(ADMIN, "level_threshold", data={"reach": "90", "keep": "80", "is_asked": "on"}),
    "level-publish": deed(ADMIN, "level_draft"),
    "level-discard": deed(ADMIN, "level_draft"),
    "level-claim-add": form(OWNERS, data=_CLAIM),
    "level-claim": form(OWNERS, "level_claim", data=_CLAIM),
    "level-claim-remove": deed(OWNERS, "level_claim"),
    "level-claim-file": page(BUT_OPERATORS, "level_claim"),
    "level-modules": form(OWNERS, data={"choice": "all"}),
    "level-undo": deed(OWNERS, "level_change"),
}


def make(by: Person) -> dict[str, Any]:
    """A level of today, thresholds that are being written, a certified level."""
    now = clock.now()
    levels.compute_level(day=timezone.localdate(now), now=now)
    draft = levels.new_rules(note="첫 기준", by=by)
    claim = levels.add_claim(level=1, claimed_on=date(2026, 5, 4), claimed_by="인증기관", data=PIXEL, by=by)
    return {
        "level_draft": draft.pk,
        "level_threshold": draft.thresholds.get(criterion="bom").pk,
        "level_claim": claim.pk,
        "level_change": ChangeRecord.objects.latest("pk").pk,
    }
