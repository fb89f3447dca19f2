from django.urls import path

from dure.product.views import boms, coverage, items, routings

app_name = "product"
urlpatterns = [
    path("items/", items.items, name="items"),
    path("items/add/", items.add, name="item-add"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/in-use", items.in_use, name="item-in-use"),
    path("items/<int:pk>/cycles/add", items.cycle_add, name="cycle-add"),
    path("items/cycles/<int:pk>/remove", items.cycle_remove, name="cycle-remove"),
    path("items/changes/<int:pk>/undo", items.undo, name="change-undo"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("boms/", boms.overview, name="boms"),
    path("boms/add/", boms.add, name="bom_add"),
    path("boms/<int:pk>/", boms.bom, name="bom"),
    path("boms/<int:pk>/head/", boms.change, name="bom_change"),
    path("boms/<int:pk>/copy/", boms.copy, name="bom_copy"),
    path("boms/<int:pk>/remove/", boms.remove, name="bom_remove"),
    path("boms/<int:pk>/undo/", boms.undo, name="bom_undo"),
    path("boms/<int:pk>/approve/", boms.approve, name="bom_approve"),
    path("boms/<int:pk>/retire/", boms.retire, name="bom_retire"),
    path("boms/<int:pk>/add/", boms.line_add, name="line_add"),
    path("boms/lines/<int:pk>/", boms.line, name="line"),
    path("boms/lines/<int:pk>/remove/", boms.line_remove, name="line_remove"),
    path("routings/add/", routings.add, name="routing_add"),
    path("routings/<int:pk>/", routings.routing, name="routing"),
    path("routings/<int:pk>/copy/", routings.copy, name="routing_copy"),
    path("routings/<int:pk>/remove/", routings.remove, name="routing_remove"),
    path("routings/<int:pk>/undo/", routings.undo, name="routing_undo"),
    path("routings/<int:pk>/approve/", routings.approve, name="routing_approve"),
    path("routings/<int:pk>/add/", routings.operation_add, name="operation_add"),
    path("routings/operations/<int:pk>/", routings.operation, name="operation"),
    path("routings/operations/<int:pk>/remove/", routings.operation_remove, name="operation_remove"),
]
