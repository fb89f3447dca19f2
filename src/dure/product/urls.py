from django.urls import path

from dure.product import views

app_name = "product"
urlpatterns = [
    path("items/", views.items, name="items"),
    path("items/add/", views.add, name="item-add"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/in-use", views.in_use, name="item-in-use"),
    path("items/<int:pk>/cycles/add", views.cycle_add, name="cycle-add"),
    path("items/cycles/<int:pk>/remove", views.cycle_remove, name="cycle-remove"),
    path("items/changes/<int:pk>/undo", views.undo, name="change-undo"),
]
