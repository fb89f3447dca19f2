"""The log-ins of the demonstration plant. Public on purpose; they exist only in a demonstration's folder."""

from dataclasses import dataclass

from dure.plant.roles import Role


@dataclass(frozen=True, slots=True)
class Login:
    """badge and pin: for the shared tablet."""

    username: str
    name: str
    role: Role
    password: str = ""
    badge: str | None = None
    pin: str = ""


_WORD = "dure-demo-2026"
ADMIN = Login("demo-admin", "시범 관리자", Role.ADMINISTRATOR, _WORD)
PEOPLE = (
    Login("demo-supervisor", "시범 반장", Role.SUPERVISOR, _WORD),
    Login("demo-supervisor2", "시범 반장 2", Role.SUPERVISOR, _WORD, "DEMO-BADGE-3", "3690"),
    Login("demo-quality", "시범 품질", Role.QUALITY, _WORD),
    Login("demo-maintenance", "시범 보전", Role.MAINTENANCE, _WORD),
    Login("demo-planner", "시범 계획", Role.PLANNER, _WORD),
    Login("demo-owner", "시범 대표", Role.OWNER, _WORD),
    Login("demo-mentor", "시범 멘토", Role.MENTOR, _WORD),
    Login("demo-operator1", "시범 작업자 1", Role.OPERATOR, "", "DEMO-BADGE-1", "2580"),
    Login("demo-operator2", "시범 작업자 2", Role.OPERATOR, "", "DEMO-BADGE-2", "1470"),
)
