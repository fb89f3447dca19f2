"""Django's own administration, for the administrator only; records of what was done can be read, not changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from dure.plant import models
from dure.plant.roles import Role


class AdministratorSite:
    """Who may use Django's administration: the role decides, not Django's own flags."""

    @staticmethod
    def has_permission(request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_active and Role.ADMINISTRATOR in getattr(user, "roles", ()))


class ReadOnly(admin.ModelAdmin):
    """A table that can be looked at."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return AdministratorSite.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return AdministratorSite.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.has_permission = AdministratorSite.has_permission  # type: ignore[method-assign]
for model in (
    models.Enterprise,
    models.Site,
    models.Area,
    models.WorkCenter,
    models.WorkUnit,
    models.Shift,
    models.CalendarEntry,
    models.SecurityRecord,
    models.ChangeRecord,
    models.LoginGuard,
    models.Tablet,
):
    admin.site.register(model, ReadOnly)
