"""Who may do what with diagnoses, improvement tasks and know-how.

A mentor works here as people of the plant do; what counts for the plant (approving, closing) is for those who answer
for it. Without a log-in one sees whether a certificate is genuine, and an offered visit by its link: guests have none.
"""

from collections.abc import Collection

from dure.plant.roles import Role
from dure.web.access import PUBLIC

ALL = frozenset(Role)
READERS = ALL - {Role.OPERATOR}
WRITERS = frozenset(
    {Role.MENTOR, Role.SUPERVISOR, Role.QUALITY, Role.MAINTENANCE, Role.PLANNER, Role.OWNER, Role.ADMINISTRATOR}
)
LEADERS = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

_TASKS: dict[str, Collection[str]] = {
    **dict.fromkeys(("mentoring:tasks", "mentoring:task", "mentoring:task-file", "mentoring:task-a3"), ALL),
    **dict.fromkeys(("mentoring:task-tell", "mentoring:task-remark", "mentoring:task-remark-remove"), ALL),
    **dict.fromkeys(("mentoring:task-board", "mentoring:task-funnel"), READERS),
    **dict.fromkeys(("mentoring:task-add", "mentoring:task-change", "mentoring:task-plan"), WRITERS),
    **dict.fromkeys(("mentoring:task-cause-add", "mentoring:task-cause-remove", "mentoring:task-root"), WRITERS),
    **dict.fromkeys(("mentoring:task-file-add", "mentoring:task-file-remove", "mentoring:task-step"), WRITERS),
    "mentoring:task-verify": LEADERS,
    "mentoring:task-undo": ALL,
}

_DIAGNOSIS: dict[str, Collection[str]] = {
    **dict.fromkeys(("mentoring:diagnoses", "mentoring:diagnosis", "mentoring:diagnosis-print"), READERS),
    "mentoring:answer-evidence-file": READERS,
    **dict.fromkeys(("mentoring:diagnosis-add", "mentoring:diagnosis-undo"), WRITERS),
    **dict.fromkeys(("mentoring:diagnosis-answers", "mentoring:diagnosis-answer"), WRITERS),
    **dict.fromkeys(
        ("mentoring:diagnosis-answer-back", "mentoring:diagnosis-figure", "mentoring:diagnosis-fill"), WRITERS
    ),
    **dict.fromkeys(("mentoring:answer-evidence-add", "mentoring:answer-evidence-remove"), WRITERS),
    **dict.fromkeys(("mentoring:diagnosis-hand-in", "mentoring:diagnosis-take-back"), WRITERS),
    "mentoring:diagnosis-agree": WRITERS,
    **dict.fromkeys(("mentoring:diagnosis-close", "mentoring:diagnosis-reopen"), LEADERS),
    "mentoring:peers": LEADERS | {Role.MENTOR},
    **dict.fromkeys(("mentoring:tables", "mentoring:table", "mentoring:table-book"), READERS),
    **dict.fromkeys(("mentoring:tables-first", "mentoring:table-take", "mentoring:table-copy"), LEADERS),
    **dict.fromkeys(("mentoring:table-change", "mentoring:table-remove", "mentoring:table-publish"), LEADERS),
    **dict.fromkeys(("mentoring:table-withdraw", "mentoring:table-back"), LEADERS),
    **dict.fromkeys(("mentoring:table-module-add", "mentoring:table-module", "mentoring:table-module-remove"), LEADERS),
    **dict.fromkeys(("mentoring:table-item-add", "mentoring:table-item", "mentoring:table-item-remove"), LEADERS),
}

_LEVEL: dict[str, Collection[str]] = {
    **dict.fromkeys(("mentoring:level", "mentoring:level-criterion", "mentoring:level-claim-file"), READERS),
    **dict.fromkeys(("mentoring:level-rules", "mentoring:level-version", "mentoring:level-print"), READERS),
    "mentoring:level-compute": WRITERS,
    **dict.fromkeys(("mentoring:level-rules-new", "mentoring:level-threshold"), ADMINISTRATORS),
    **dict.fromkeys(("mentoring:level-publish", "mentoring:level-discard"), ADMINISTRATORS),
    **dict.fromkeys(("mentoring:level-claim-add", "mentoring:level-claim", "mentoring:level-claim-remove"), LEADERS),
    **dict.fromkeys(("mentoring:level-modules", "mentoring:level-undo"), LEADERS),
}

DECIDERS = frozenset({Role.OWNER, Role.OFFICE, Role.ADMINISTRATOR})
"""Who sees prices: they decide and see the rates of losses."""
_LOSSES: dict[str, Collection[str]] = {
    "mentoring:losses": READERS,
    "mentoring:loss": READERS,
    "mentoring:loss-task": WRITERS,
    "mentoring:losses-again": WRITERS | DECIDERS,
    "mentoring:loss-rates": READERS,
    "mentoring:loss-rate-set": DECIDERS,
    "mentoring:loss-rate-remove": DECIDERS,
    "mentoring:loss-undo": DECIDERS,
}

_TIMERS = frozenset({Role.MENTOR, Role.SUPERVISOR, Role.PLANNER, Role.ADMINISTRATOR})
"""Who time work and write drafts of routings."""
_TOOLS: dict[str, Collection[str]] = {
    **dict.fromkeys(("mentoring:studies", "mentoring:study", "mentoring:study-print"), READERS),
    **dict.fromkeys(("mentoring:study-choose", "mentoring:study-watch", "mentoring:study-send"), _TIMERS),
    **dict.fromkeys(("mentoring:study-change", "mentoring:study-element", "mentoring:study-reading"), _TIMERS),
    "mentoring:study-take": _TIMERS,
    **dict.fromkeys(("mentoring:layouts", "mentoring:layout", "mentoring:layout-print"), READERS),
    **dict.fromkeys(("mentoring:layout-compare", "mentoring:layout-compare-print"), READERS),
    "mentoring:layout-picture": READERS,
    **dict.fromkeys(("mentoring:layout-add", "mentoring:layout-change", "mentoring:layout-copy"), WRITERS),
    **dict.fromkeys(("mentoring:layout-scale", "mentoring:layout-from-routing", "mentoring:layout-tally"), WRITERS),
    **dict.fromkeys(("mentoring:layout-part-add", "mentoring:layout-part", "mentoring:layout-part-remove"), WRITERS),
    "mentoring:layout-station-move": WRITERS,
    **dict.fromkeys(("mentoring:streams", "mentoring:stream", "mentoring:stream-print"), READERS),
    **dict.fromkeys(("mentoring:stream-draw", "mentoring:stream-change", "mentoring:stream-step"), WRITERS),
    "mentoring:stream-copy": WRITERS,
    **dict.fromkeys(("mentoring:devices", "mentoring:device", "mentoring:device-print"), READERS),
    **dict.fromkeys(("mentoring:device-add", "mentoring:device-change", "mentoring:device-examples"), WRITERS),
    **dict.fromkeys(("mentoring:device-remove", "mentoring:device-answer"), WRITERS),
    "mentoring:device-use": LEADERS,
    "mentoring:tool-undo": WRITERS,
}

LOGGERS = LEADERS | {Role.MENTOR}
_RESIDENCY: dict[str, Collection[str]] = {
    **dict.fromkeys(("mentoring:residencies", "mentoring:residency", "mentoring:residency-report"), READERS),
    **dict.fromkeys(("mentoring:residency-add", "mentoring:residency-change"), LEADERS),
    **dict.fromkeys(("mentoring:residency-end", "mentoring:residency-reopen"), LEADERS),
    **dict.fromkeys(("mentoring:residency-week", "mentoring:handover-add", "mentoring:handover-remove"), LOGGERS),
    **dict.fromkeys(("mentoring:handovers", "mentoring:handover-take"), ALL - {Role.MENTOR}),
    **dict.fromkeys(("mentoring:log", "mentoring:log-worker", "mentoring:log-book"), LOGGERS),
    **dict.fromkeys(("mentoring:log-saves", "mentoring:log-photo-add", "mentoring:log-settle"), LOGGERS),
    **dict.fromkeys(("mentoring:log-day", "mentoring:log-photo"), READERS),
    **dict.fromkeys(("mentoring:mentors", "mentoring:mentor"), LOGGERS),
    **dict.fromkeys(("mentoring:mentor-add", "mentoring:mentor-change"), LEADERS),
    **dict.fromkeys(("mentoring:mentor-part-add", "mentoring:mentor-part-remove"), LEADERS),
    **dict.fromkeys(("mentoring:factories", "mentoring:factory"), READERS),
    **dict.fromkeys(("mentoring:factory-add", "mentoring:factory-change", "mentoring:factory-need-add"), LEADERS),
    **dict.fromkeys(("mentoring:assignments", "mentoring:assignment", "mentoring:assignment-propose"), LEADERS),
    **dict.fromkeys(("mentoring:assigned-stay", "mentoring:assigned-stay-release"), LEADERS),
    **dict.fromkeys(("mentoring:assigned-stay-accept", "mentoring:assignment-close"), LEADERS),
    "mentoring:residency-undo": LEADERS,
}

_KNOWHOW: dict[str, Collection[str]] = {
    **dict.fromkeys(("mentoring:cards", "mentoring:card", "mentoring:card-picture"), ALL),
    **dict.fromkeys(("mentoring:card-add", "mentoring:card-change", "mentoring:card-version"), WRITERS),
    **dict.fromkeys(("mentoring:card-picture-add", "mentoring:card-picture-remove"), WRITERS),
    **dict.fromkeys(("mentoring:card-link", "mentoring:card-unlink", "mentoring:card-effects"), WRITERS),
    **dict.fromkeys(("mentoring:card-try", "mentoring:card-untry"), WRITERS),
    "mentoring:knowhow-undo": READERS,
    **dict.fromkeys(("mentoring:card-publish", "mentoring:card-withdraw", "mentoring:card-index"), LEADERS),
    **dict.fromkeys(("mentoring:card-share", "mentoring:card-take-in"), LEADERS),
    **dict.fromkeys(("mentoring:voices", "mentoring:voice", "mentoring:voice-ask", "mentoring:voices-own"), ALL),
    **dict.fromkeys(("mentoring:voice-see", "mentoring:voice-reopen"), ALL),
    "mentoring:voice-answer": READERS,
    "mentoring:voice-give": LEADERS,
    **dict.fromkeys(("mentoring:voices-service", "mentoring:meetings", "mentoring:meeting"), READERS),
    **dict.fromkeys(("mentoring:meeting-add", "mentoring:meeting-change", "mentoring:voice-note"), WRITERS),
    **dict.fromkeys(("mentoring:courses", "mentoring:course", "mentoring:sessions"), READERS),
    **dict.fromkeys(("mentoring:course-add", "mentoring:course-change", "mentoring:training-hours"), WRITERS),
    **dict.fromkeys(("mentoring:question-add", "mentoring:question-remove"), WRITERS),
    **dict.fromkeys(("mentoring:session", "mentoring:session-add", "mentoring:session-change"), WRITERS),
    **dict.fromkeys(("mentoring:session-close", "mentoring:enrol", "mentoring:strike"), WRITERS),
    **dict.fromkeys(("mentoring:attended", "mentoring:test-repeat"), WRITERS),
    **dict.fromkeys(("mentoring:session-reopen", "mentoring:certify", "mentoring:certificate-revoke"), LEADERS),
    **dict.fromkeys(("mentoring:trainings-own", "mentoring:test", "mentoring:certificate"), ALL),
    **dict.fromkeys(("mentoring:certificate-check", "mentoring:visit-open", "mentoring:visit-booking"), PUBLIC),
    "mentoring:visits": READERS,
    **dict.fromkeys(("mentoring:visit", "mentoring:visit-add", "mentoring:visit-change"), LEADERS),
    **dict.fromkeys(("mentoring:visit-status", "mentoring:visit-notes", "mentoring:booking-decide"), LEADERS),
}

ACCESS: dict[str, Collection[str]] = {
    **_TASKS,
    **_DIAGNOSIS,
    **_LEVEL,
    **_LOSSES,
    **_TOOLS,
    **_RESIDENCY,
    **_KNOWHOW,
}

MONEY_FIELDS: dict[str, Collection[str]] = {"LossRate": {"value", "low", "high"}}
"""Wages, margins and interest: the history of changes shows them to those who may see prices."""
