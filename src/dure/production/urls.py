from django.urls import include, path

from dure.production.views import orders, results, rules, stops

app_name = "production"
urlpatterns = [
    path("stops/", stops.stops, name="stops"),
    path("stops/queue", stops.queue, name="stop-queue"),
    path("stops/<int:downtime_id>/", stops.stop, name="stop"),
    path("stops/<int:downtime_id>/reason", stops.give_reason, name="stop-reason"),
    path("stops/<int:downtime_id>/split", stops.split, name="stop-split"),
    path("stops/<int:downtime_id>/undo", stops.undo, name="stop-undo"),
    path("results/", results.results, name="results"),
    path("results/table", results.results_table, name="results-table"),
    path("results/<int:result_id>/correct", results.correct, name="correct"),
    path("results/corrections/<int:correction_id>/undo", results.undo_correction, name="correction-undo"),
    path("held/", results.held, name="held"),
    path("held/list", results.held_list, name="held-list"),
    path("held/<int:held_count_id>/decide", results.decide, name="held-decide"),
    path("held/<int:held_count_id>/undo", results.undo_decision, name="held-undo"),
    path("orders/", orders.orders, name="orders"),
    path("orders/new", orders.new_order, name="order-new"),
    path("orders/<path:number>/cancel", orders.cancel, name="order-cancel"),
    path("units/<str:code>/order", orders.choose, name="order-choose"),
    path("units/<str:code>/start", orders.start, name="run-start"),
    path("units/<str:code>/finish", orders.finish, name="run-finish"),
    path("units/<str:code>/rules/", rules.unit_rules, name="unit-rules"),
    path("units/<str:code>/rules/set", rules.set_rule, name="rule-set"),
    path("units/<str:code>/words/add", rules.add_word, name="word-add"),
    path("units/<str:code>/words/<int:row_id>/remove", rules.remove_word, name="word-remove"),
    path("units/<str:code>/programs/add", rules.add_program, name="program-add"),
    path("units/<str:code>/programs/<int:row_id>/remove", rules.remove_program, name="program-remove"),
    path("reasons/", rules.reasons, name="reasons"),
    path("reasons/new", rules.edit_reason, name="reason-new"),
    path("reasons/<int:reason_id>/", rules.edit_reason, name="reason-edit"),
    path("reasons/<int:reason_id>/remove", rules.remove_reason, name="reason-remove"),
    path("reasons/<int:reason_id>/restore", rules.restore_reason, name="reason-restore"),
    path("connect/", include("dure.production.connect.urls")),
]
