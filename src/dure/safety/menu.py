"""The places of safety in the navigation."""

from django.utils.translation import gettext_lazy as _

from dure.web.menu import Entry, Group

_S = Group.SAFETY
MENU = (
    Entry(url_name="safety:home", label=_("Safety at a glance"), icon="shield", group=_S, order=1),
    Entry(url_name="safety:tell", label=_("Tell a near miss"), icon="camera", group=_S, order=2),
    Entry(url_name="safety:suggest", label=_("Make a suggestion"), icon="hand", group=_S, order=3),
    Entry(url_name="safety:near-misses", label=_("Near misses"), icon="bell", group=_S, order=10),
    Entry(url_name="safety:actions", label=_("Corrective actions"), icon="check", group=_S, order=11),
    Entry(url_name="safety:suggestions", label=_("Suggestions"), icon="list", group=_S, order=12),
    Entry(url_name="safety:risks", label=_("Risk assessments"), icon="target", group=_S, order=20),
    Entry(url_name="safety:tasks", label=_("Load on the body"), icon="user", group=_S, order=21),
    Entry(url_name="safety:accidents", label=_("Accidents"), icon="alert", group=_S, order=30),
    Entry(url_name="safety:rates", label=_("Accident rates"), icon="trend", group=_S, order=31),
    Entry(url_name="safety:points", label=_("QR codes to tell"), icon="phone", group=_S, order=40),
    Entry(url_name="safety:wall", label=_("Safety wall board"), icon="tv", group=_S, order=41),
)
