from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class PlantConfig(AppConfig):
    name = "dure.plant"
    label = "plant"
    verbose_name = _("Plant")

    def ready(self) -> None:
        """A calendar that is kept in memory is dropped when its tables change."""
        from dure.plant.models import Break, CalendarEntry, Shift, Site, WorkCenter, WorkUnit
        from dure.plant.selectors import planned

        for model in (Break, CalendarEntry, Shift, Site, WorkCenter, WorkUnit):
            for signal in (post_save, post_delete):
                signal.connect(planned.forget, sender=model, dispatch_uid=f"plant-calendar-{model.__name__}")
