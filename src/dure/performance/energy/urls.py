from django.urls import path

from dure.performance.energy import views

urlpatterns = [
    path("energy/", views.energy, name="energy"),
    path("energy/now/", views.running, name="energy-now"),
    path("energy/now/live", views.running_part, name="energy-now-live"),
    path("energy/setup/", views.set_up, name="energy-setup"),
    path("energy/setup/<slug:kind>/add/", views.add, name="energy-add"),
    path("energy/setup/<slug:kind>/<int:pk>/", views.change, name="energy-change"),
    path("energy/setup/<slug:kind>/<int:pk>/remove", views.remove, name="energy-remove"),
    path("energy/changes/<int:pk>/undo", views.undo, name="energy-undo"),
    path("energy/figures/<slug:code>/", views.figure, name="energy-figure"),
]
