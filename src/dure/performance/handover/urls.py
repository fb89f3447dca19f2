from django.urls import path

from dure.performance.handover import views

urlpatterns = [
    path("handover/", views.handovers, name="handovers"),
    path("handover/shift/", views.shift, name="handover-shift"),
    path("handover/shift/sign", views.sign, name="handover-sign"),
    path("handover/<int:pk>/", views.handover, name="handover"),
    path("handover/<int:pk>/paper", views.on_paper, name="handover-paper"),
    path("handover/<int:pk>/receive", views.receive, name="handover-receive"),
    path("handover/<int:pk>/undo", views.undo, name="handover-undo"),
    path("handover/<int:pk>/add", views.add, name="handover-add"),
    path("handover/things/<int:pk>/tick", views.tick, name="handover-tick"),
]
