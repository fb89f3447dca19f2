from django.urls import path

from dure.telemetry.mqtt_page import views

urlpatterns = [
    path("mqtt/", views.logins, name="mqtt-logins"),
    path("mqtt/new", views.new, name="mqtt-new"),
    path("mqtt/broker", views.broker, name="mqtt-broker"),
    path("mqtt/<int:login_id>/", views.login, name="mqtt-login"),
    path("mqtt/<int:login_id>/renew", views.renew, name="mqtt-renew"),
    path("mqtt/<int:login_id>/note", views.note, name="mqtt-note"),
    path("mqtt/<int:login_id>/withdraw", views.withdraw, name="mqtt-withdraw"),
    path("mqtt/<int:login_id>/restore", views.restore, name="mqtt-restore"),
    path("mqtt/<int:login_id>/forget", views.forget, name="mqtt-forget"),
]
