"""Facts that steps need, by name: what each is, whether it holds of a case, and what to do when it doesn't.

A fact of a part that isn't there yet holds by a paper of its kind (`services.papers`); the part replaces it here by
`register` and its own function. A fact that nobody has named holds never.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.kernel.business_number import is_valid
from dure.plant.today import today
from dure.programme.models import Case, CasePaper
from dure.programme.selectors import applications
from dure.programme.selectors.supports import doubles
from dure.programme.words import PAPERS

REASON = "reason"
"""Given with the step itself."""
FORM = "form_complete"
"""Steps that need it take the application; before them it may be written."""
IN_TIME = "round_open"


@dataclass(frozen=True, slots=True)
class Fact:
    """todo: what to do when it is missing. holds: none for what a paper shows. place: where it is done, for links."""

    name: str
    label: Promise
    todo: Promise
    holds: Callable[[Case], bool] | None = None
    place: str = ""

    @property
    def by_paper(self) -> bool:
        return self.holds is None


def _has_paper(case: Case, kind: str) -> bool:
    """One that was brought since the last step."""
    last = case.steps.order_by("-pk").values_list("pk", flat=True).first()
    return CasePaper.objects.filter(case=case, kind=kind, after_id=last).exists()


def in_time(case: Case) -> bool:
    """In the days of the round; later only for an application that came in time and was sent back, until its day."""
    day = today()
    if case.round.opens_on <= day <= case.round.closes_on:
        return True
    application = applications.of(case)
    return bool(application and application.submitted_at and case.due_on and day <= case.due_on)


def _agreed(case: Case) -> bool:
    application = applications.of(case)
    return bool(application and application.consent_at)


def _complete(case: Case) -> bool:
    application = applications.of(case)
    return application is not None and not applications.missing(application)


def _runs(case: Case) -> bool:
    return case.due_on is not None and today() <= case.due_on


_BRING = _("Attach the paper with a note.")
_COMPUTED = (
    Fact(REASON, _("reason"), _("Write the reason with the step."), lambda _case: False),
    Fact(IN_TIME, _("days of the call"), _("Only within the days of the call."), in_time),
    Fact(FORM, _("complete application"), _("Fill in what is missing in the application."), _complete, "application"),
    Fact(
        "business_number", _("business number"), _("Have the agency correct the business number."),
        lambda case: is_valid(case.firm.business_number),
    ),
    Fact("consent", _("consent to the use of data"), _("Agree in the application."), _agreed, "application"),
    Fact(
        "no_duplicate_support", _("no support twice"),
        _("Look at the supports found. Attach the paper that shows that none of them counts."),
        lambda case: not doubles(case) or _has_paper(case, "no_duplicate_support"), "paper",
    ),
    Fact("appeal_open", _("days for an objection"), _("The days for an objection are over."), _runs),
    Fact(
        "appeal_over", pgettext_lazy("fact", "days for an objection over"), _("Wait until nobody can object any more."),
        lambda case: not _runs(case),
    ),
    Fact(
        "aftercare_over", pgettext_lazy("fact", "time of aftercare over"), _("Wait until the aftercare is over."),
        lambda case: not _runs(case),
    ),
)  # fmt: skip
FACTS: dict[str, Fact] = {
    **{name: Fact(name, label, _BRING, None, "paper") for name, label in PAPERS.items()},
    **{fact.name: fact for fact in _COMPUTED},
}


def register(fact: Fact) -> None:
    """Take the fact of a part in place of the one by paper."""
    FACTS[fact.name] = fact


def label_of(need: str) -> str:
    return str(FACTS[need].label) if need in FACTS else need


def held(case: Case, needs: Iterable[str]) -> set[str]:
    """Those of the needs that hold of the case now."""
    return {need for need in needs if need in FACTS and _holds(FACTS[need], case)}


def _holds(fact: Fact, case: Case) -> bool:
    return _has_paper(case, fact.name) if fact.holds is None else fact.holds(case)
