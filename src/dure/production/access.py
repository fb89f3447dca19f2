"""Who may open which page of production and of the connect wizard."""

from collections.abc import Collection

from dure.plant.money import EVERY_FIELD
from dure.plant.roles import Role
from dure.web.access import PUBLIC

ALL = frozenset(Role)
FLOOR = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.QUALITY, Role.MAINTENANCE, Role.OWNER, Role.ADMINISTRATOR})
CHIEFS = frozenset({Role.SUPERVISOR, Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
PLAN = CHIEFS | {Role.PLANNER}
RUN = FLOOR | {Role.PLANNER}
ENTER = FLOOR | {Role.OFFICE}
MONEY = frozenset({Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
"""Those who see what things cost."""
REASONS = frozenset({Role.SUPERVISOR, Role.QUALITY, Role.ADMINISTRATOR})
ENGINEERS = frozenset({Role.SUPERVISOR, Role.MAINTENANCE, Role.ADMINISTRATOR})

LEADERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
ANSWER = RUN | {Role.MENTOR}

ACCESS = {
    **dict.fromkeys(("production:stops", "production:stop-queue", "production:stop", "production:results"), ALL),
    **dict.fromkeys(("production:results-table", "production:held", "production:held-list"), ALL),
    **dict.fromkeys(("production:order-paper", "production:order-values"), ALL),
    **dict.fromkeys(("production:orders", "production:unit-rules", "production:reasons"), ALL),
    "production:recount-state": ALL,
    **dict.fromkeys(("production:entries", "production:entry", "production:entry-list"), ALL),
    "production:reject-reasons": ALL,
    **dict.fromkeys(("production:entry-why", "production:entry-add", "production:entry-correct"), ENTER),
    **dict.fromkeys(("production:entry-undo", "production:entry-restore"), ENTER),
    **dict.fromkeys(("production:stop-reason", "production:stop-split", "production:stop-undo"), FLOOR),
    **dict.fromkeys(("production:correct", "production:correction-undo"), CHIEFS | {Role.QUALITY}),
    **dict.fromkeys(("production:held-decide", "production:held-undo"), CHIEFS),
    **dict.fromkeys(("production:order-goods", "production:order-goods-back"), ENTER | {Role.PLANNER}),
    **dict.fromkeys(("production:order-new", "production:order-cancel"), PLAN),
    **dict.fromkeys(("production:order-release", "production:order-release-back"), PLAN),
    **dict.fromkeys(("production:order-choose", "production:run-start", "production:run-finish"), RUN),
    **dict.fromkeys(("production:rule-set", "production:word-add", "production:word-remove"), ENGINEERS),
    **dict.fromkeys(("production:program-add", "production:program-remove"), ENGINEERS),
    **dict.fromkeys(("production:reason-new", "production:reason-edit"), ENGINEERS),
    **dict.fromkeys(("production:reason-remove", "production:reason-restore"), ENGINEERS),
    **dict.fromkeys(("production:reject-reason-add", "production:reject-reason-off"), REASONS),
    "production:reject-reason-on": REASONS,
    **dict.fromkeys(("production:order-costs", "production:order-cost"), MONEY),
    **dict.fromkeys(("production:order-close", "production:order-reopen"), MONEY),
    **dict.fromkeys(("production:floor", "production:floor-unit", "production:day-sheet"), ALL),
    **dict.fromkeys(("production:differences", "production:tools"), ALL),
    **dict.fromkeys(("production:floor-act", "production:floor-report", "production:step-undo"), RUN),
    **dict.fromkeys(("production:report-correct", "production:rework", "production:day-sheet-enter"), RUN),
    "production:difference-settle": CHIEFS,
    "production:order-floor": ALL,
    **dict.fromkeys(("production:operation-skip", "production:floor-batch"), RUN),
    **dict.fromkeys(("production:order-hold", "production:order-lift"), PLAN | {Role.QUALITY}),
    **dict.fromkeys(("production:order-split", "production:order-merge", "production:order-unmerge"), PLAN),
    **dict.fromkeys(("production:tool-mount", "production:tool-off", "production:tool-cavities"), FLOOR),
    **dict.fromkeys(("production:tool-add", "production:tool"), ENGINEERS),
    **dict.fromkeys(("production:start-rules", "production:unit-outage"), ENGINEERS),
    **dict.fromkeys(("production:training", "production:skill-matrix"), ALL - {Role.OPERATOR}),
    **dict.fromkeys(("production:weighings", "production:weigh-rules", "production:weigh-label"), ALL),
    **dict.fromkeys(("production:weigh", "production:weigh-order", "production:weigh-reading"), RUN),
    "production:weigh-undo": RUN,
    **dict.fromkeys(("production:weigh-rule-add", "production:weigh-rule", "production:weigh-rule-off"), REASONS),
    # Tablets without anybody logged in: these ask for the tablet's own token, see tablets/devices.
    **dict.fromkeys(("production:work", "production:work-worker", "production:work-manifest"), PUBLIC),
    **dict.fromkeys(("production:work-picture", "production:work-acts", "production:work-person"), PUBLIC),
    "production:work-media": PUBLIC,
    **dict.fromkeys(("production:calls", "production:calls-open", "production:calls-bell", "production:acts"), ALL),
    **dict.fromkeys(("production:call-answer", "production:call-end", "production:call-undo"), ANSWER),
    **dict.fromkeys(("production:act-again", "production:act-settle", "production:call-rules"), LEADERS),
    "production:connections": ALL,
    "production:connections-list": ALL,
    "production:connections-away": ALL,
    "production:connection": ALL,
    "production:connection-live": ALL,
    **dict.fromkeys(
        (
            "production:connection-switch",
            "production:connection-test",
            "production:connection-remove",
            "production:connection-restore",
            "production:connection-edit",
            "production:connection-edit-undo",
            "production:connection-copy",
            "production:connection-more",
            "production:connection-signal",
            "production:connection-signal-preview",
            "production:connection-signal-undo",
            "production:connection-signal-word",
            "production:connection-delete",
            "production:connect",
            "production:connect-find",
            "production:connect-browse",
            "production:connect-device",
            "production:connect-waiting",
            "production:connect-choose",
            "production:connect-preview",
            "production:connect-mean",
            "production:connect-unit",
            "production:connect-done",
            "production:connect-first",
            "production:connect-words",
        ),
        ENGINEERS,
    ),
}

MONEY_FIELDS: dict[str, Collection[str]] = {
    "WorkOrder": {"wip"},
    "Completion": {"value"},
    "OrderMove": {"value"},
    "OrderTime": {"labour", "machine", "overhead", "fixed"},
    "OrderClosing": EVERY_FIELD,
}
