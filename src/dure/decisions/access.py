"""Who may do what about alarms and recommendations.

Whoever is on the floor acknowledges what rings there. Putting alarms away and writing their rules is for those who
answer for machines, quality and plans. Who may accept a recommendation is told by its source as well.
"""

from collections.abc import Collection

from dure.plant.roles import Role

ALL = frozenset(Role)
READERS = ALL - {Role.OPERATOR}
ANSWERERS = ALL - {Role.MENTOR, Role.OFFICE}
"""They acknowledge and comment."""
KEEPERS = frozenset({Role.SUPERVISOR, Role.QUALITY, Role.MAINTENANCE, Role.ADMINISTRATOR})
"""They shelve alarms and take them out of service."""
WRITERS = KEEPERS | {Role.PLANNER}
"""Of rules; they also let models speak."""
DECIDERS = READERS - {Role.MENTOR}

ACCESS: dict[str, Collection[str]] = {
    **dict.fromkeys(("decisions:alarms", "decisions:alarms-live", "decisions:alarms-bell", "decisions:alarm"), ALL),
    **dict.fromkeys(("decisions:journal", "decisions:rate", "decisions:rules"), READERS),
    **dict.fromkeys(("decisions:alarm-ack", "decisions:alarm-ack-all", "decisions:alarm-comment"), ANSWERERS),
    **dict.fromkeys(("decisions:alarm-shelve", "decisions:alarm-unshelve", "decisions:alarm-reset"), KEEPERS),
    **dict.fromkeys(("decisions:alarm-out", "decisions:alarm-back"), KEEPERS),
    **dict.fromkeys(("decisions:rule-add", "decisions:rule", "decisions:rule-undo"), WRITERS),
    **dict.fromkeys(("decisions:inbox", "decisions:recommendation", "decisions:models", "decisions:model"), READERS),
    **dict.fromkeys(("decisions:model-use", "decisions:model-withdraw", "decisions:model-undo"), WRITERS),
    "decisions:models-learn": WRITERS,
    **dict.fromkeys(("decisions:accept", "decisions:decline", "decisions:later", "decisions:undo"), DECIDERS),
}
