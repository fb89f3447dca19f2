from django.urls import path

from dure.production.connect import edit, signal, views, wizard

urlpatterns = [
    path("", views.all_connections, name="connections"),
    path("list", views.all_connections_list, name="connections-list"),
    path("away", views.away, name="connections-away"),
    path("new/", wizard.start, name="connect"),
    path("new/signals/", wizard.choose, name="connect-choose"),
    path("new/signals/browse", wizard.browse, name="connect-browse"),
    path("new/meaning/", wizard.mean, name="connect-mean"),
    path("new/meaning/preview", wizard.preview, name="connect-preview"),
    path("new/machine/", wizard.unit, name="connect-unit"),
    path("new/by/<str:protocol>/", wizard.find, name="connect-find"),
    path("<str:code>/", views.connection, name="connection"),
    path("<str:code>/live", views.connection_live, name="connection-live"),
    path("<str:code>/settings", edit.edit, name="connection-edit"),
    path("<str:code>/settings/undo", edit.undo_edit, name="connection-edit-undo"),
    path("<str:code>/copy", edit.copy, name="connection-copy"),
    path("<str:code>/more", edit.more, name="connection-more"),
    path("<str:code>/signals/<int:signal_id>/", signal.change, name="connection-signal"),
    path("<str:code>/signals/<int:signal_id>/preview", signal.preview, name="connection-signal-preview"),
    path("<str:code>/signals/<int:signal_id>/undo", signal.undo, name="connection-signal-undo"),
    path("<str:code>/signals/<int:signal_id>/word", signal.explain, name="connection-signal-word"),
    path("<str:code>/switch", views.switch, name="connection-switch"),
    path("<str:code>/test", views.test, name="connection-test"),
    path("<str:code>/remove", views.remove, name="connection-remove"),
    path("<str:code>/restore", views.restore, name="connection-restore"),
    path("<str:code>/delete", views.delete, name="connection-delete"),
    path("<str:code>/first-count/", views.done, name="connect-done"),
    path("<str:code>/first-count/live", views.first_count, name="connect-first"),
    path("<str:code>/words", views.explain_word, name="connect-words"),
]
