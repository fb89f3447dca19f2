"""The places of mentoring in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

_TASKS: tuple[Entry, ...] = (
    Entry(url_name="mentoring:tasks", label=_("Improvement tasks"), icon="check", group=Group.IMPROVE, order=10),
    Entry(url_name="mentoring:task-tell", label=_("Tell a problem"), icon="hand", group=Group.IMPROVE, order=11),
    Entry(url_name="mentoring:task-funnel", label=_("Found and solved"), icon="trend", group=Group.IMPROVE, order=12),
)

_DIAGNOSIS: tuple[Entry, ...] = (
    Entry(url_name="mentoring:diagnoses", label=_("Diagnoses"), icon="target", group=Group.IMPROVE, order=20),
)

_LEVEL: tuple[Entry, ...] = (
    Entry(url_name="mentoring:level", label=_("Smart-factory level"), icon="trend", group=Group.IMPROVE, order=30),
)

_LOSSES: tuple[Entry, ...] = (
    Entry(url_name="mentoring:losses", label=_("Loss map"), icon="chart", group=Group.IMPROVE, order=5),
)

_TOOLS: tuple[Entry, ...] = (
    Entry(url_name="mentoring:studies", label=_("Time studies"), icon="clock", group=Group.IMPROVE, order=50),
    Entry(url_name="mentoring:layouts", label=_("Walking distance"), icon="split", group=Group.IMPROVE, order=51),
    Entry(url_name="mentoring:streams", label=_("Value-stream maps"), icon="trend", group=Group.IMPROVE, order=52),
    Entry(url_name="mentoring:devices", label=_("Simple automation"), icon="wrench", group=Group.IMPROVE, order=53),
)

_I = Group.IMPROVE
_RESIDENCY: tuple[Entry, ...] = (
    Entry(url_name="mentoring:residencies", label=_("Residencies"), icon="calendar", group=_I, order=40),
    Entry(url_name="mentoring:log", label=_("Daily log"), icon="edit", group=_I, order=41),
    Entry(url_name="mentoring:handovers", label=_("Handed over to me"), icon="hand", group=_I, order=42),
    Entry(url_name="mentoring:mentors", label=_("Mentors"), icon="people", group=_I, order=43),
    Entry(url_name="mentoring:factories", label=_("Factories"), icon="home", group=_I, order=44),
    Entry(url_name="mentoring:assignments", label=_("Assignment of mentors"), icon="split", group=_I, order=45),
)

_KNOWHOW: tuple[Entry, ...] = (
    Entry(url_name="mentoring:cards", label=_("Practice cards"), icon="list", group=Group.IMPROVE, order=60),
    Entry(url_name="mentoring:voices", label=_("Voices of the floor"), icon="hand", group=Group.IMPROVE, order=61),
    Entry(url_name="mentoring:meetings", label=_("Floor meetings"), icon="people", group=Group.IMPROVE, order=62),
    Entry(url_name="mentoring:courses", label=_("Courses"), icon="badge", group=Group.IMPROVE, order=63),
    Entry(url_name="mentoring:sessions", label=_("Training sessions"), icon="calendar", group=Group.IMPROVE, order=64),
    Entry(url_name="mentoring:trainings-own", label=_("My training"), icon="user", group=Group.IMPROVE, order=65),
    Entry(url_name="mentoring:visits", label=_("Factory visits"), icon="external", group=Group.IMPROVE, order=66),
)

MENU = (
    *_TASKS,
    *_DIAGNOSIS,
    *_LEVEL,
    *_LOSSES,
    *_TOOLS,
    *_RESIDENCY,
    *_KNOWHOW,
)
