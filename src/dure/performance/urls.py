from django.urls import include, path

from dure.performance import flow_views, views

app_name = "performance"
urlpatterns = [
    path("", include("dure.performance.energy.urls")),
    path("", include("dure.performance.handover.urls")),
    path("kpi/", views.kpis, name="kpis"),
    path("kpi/targets/", views.targets, name="targets"),
    path("kpi/targets/set", views.set_target, name="target-set"),
    path("kpi/targets/<int:target_id>/remove", views.remove_target, name="target-remove"),
    path("kpi/<slug:code>/", views.kpi, name="kpi"),
    path("reports/", views.report, name="report"),
    path("reports/trends/", views.trends, name="trends"),
    path("reports/losses/", views.waterfall, name="waterfall"),
    path("reports/stops/", views.pareto, name="pareto"),
    path("bottleneck/", flow_views.bottleneck, name="bottleneck"),
    path("changeovers/", flow_views.changeovers, name="changeovers"),
    path("reports/hours/", views.hours, name="hours"),
]
