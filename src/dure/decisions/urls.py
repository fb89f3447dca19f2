"""Addresses of the pages of decisions."""

from django.urls import path

from dure.decisions.views import alarms, inbox, models, rules

app_name = "decisions"
urlpatterns = [
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms/live", alarms.live, name="alarms-live"),
    path("alarms/bell", alarms.bell, name="alarms-bell"),
    path("alarms/acknowledge", alarms.acknowledge_all, name="alarm-ack-all"),
    path("alarms/journal/", alarms.journal, name="journal"),
    path("alarms/rate/", alarms.rate, name="rate"),
    path("alarms/rules/", rules.rules, name="rules"),
    path("alarms/rules/add", rules.add, name="rule-add"),
    path("alarms/rules/undo/<int:pk>", rules.undo, name="rule-undo"),
    path("alarms/rules/<int:pk>/", rules.rule, name="rule"),
    path("alarms/<int:pk>/", alarms.alarm, name="alarm"),
    path("alarms/<int:pk>/acknowledge", alarms.acknowledge, name="alarm-ack"),
    path("alarms/<int:pk>/comment", alarms.comment, name="alarm-comment"),
    path("alarms/<int:pk>/reset", alarms.reset, name="alarm-reset"),
    path("alarms/<int:pk>/shelve", alarms.shelve, name="alarm-shelve"),
    path("alarms/<int:pk>/unshelve", alarms.unshelve, name="alarm-unshelve"),
    path("alarms/<int:pk>/out", alarms.take_out, name="alarm-out"),
    path("alarms/<int:pk>/back", alarms.put_back, name="alarm-back"),
    path("decisions/", inbox.inbox, name="inbox"),
    path("decisions/models/", models.models, name="models"),
    path("decisions/models/learn", models.learn, name="models-learn"),
    path("decisions/models/undo/<int:pk>", models.undo, name="model-undo"),
    path("decisions/models/<int:pk>/", models.model, name="model"),
    path("decisions/models/<int:pk>/use/<int:version>", models.use, name="model-use"),
    path("decisions/models/<int:pk>/withdraw", models.withdraw, name="model-withdraw"),
    path("decisions/<int:pk>/", inbox.recommendation, name="recommendation"),
    path("decisions/<int:pk>/accept", inbox.accept, name="accept"),
    path("decisions/<int:pk>/decline", inbox.decline, name="decline"),
    path("decisions/<int:pk>/later", inbox.later, name="later"),
    path("decisions/<int:pk>/undo", inbox.undo, name="undo"),
]
