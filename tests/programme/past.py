"""The past, day by day: what is entered on which day, and cases that went so far by then."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from dure.kernel import clock
from dure.programme.models import Case, CaseStep, Firm, WorkflowVersion

SEOUL = ZoneInfo("Asia/Seoul")
WAY = ("submitted", "selected", "agreed", "running", "settling")
_numbers = count(1)


def on(monkeypatch, day):
    """From here on it is ten in the morning of this day."""
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time().replace(hour=10), SEOUL)
    monkeypatch.setenv("DURE_CLOCK", f"{moment.timestamp()},0,0")


def case(held, kind, by, *, city="jeongeup", state="submitted", taken_on=None, sector="C10"):
    """A firm with a case that went up to the state, today or on `taken_on`."""
    number = next(_numbers)
    firm = Firm.objects.create(business_number=f"99998{number:05}", name=f"기업 {number}", city=city, sector=sector)
    workflow, _new = WorkflowVersion.objects.get_or_create(
        programme=kind.programme, number=1, defaults={"data": {"first": "intent", "steps": []}}
    )
    made = Case.objects.create(
        firm=firm, number=f"{kind.programme.code}-{number:04}", programme=kind.programme, round=held, type=kind,
        workflow=workflow, state=state, since_on=date(2024, 1, 1),
    )  # fmt: skip
    for name in WAY[: WAY.index(state) + 1]:
        step(made, name, by, taken_on)
    return made


def step(made, state, by, taken_on=None):
    now = clock.now()
    day = date.fromisoformat(taken_on) if taken_on else now.astimezone(SEOUL).date()
    CaseStep.objects.create(
        firm=made.firm, case=made, name=f"to-{state}"[:20], end=state, taken_on=day, recorded_at=now, by=by
    )
