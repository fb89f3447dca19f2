from django.urls import path

from dure.product.views import boms, coverage

app_name = "product"
urlpatterns = [
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
]
