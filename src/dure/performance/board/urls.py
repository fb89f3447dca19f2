from django.urls import path

from dure.performance.board import views

app_name = "board"
urlpatterns = [
    path("board/", views.live, name="live"),
    path("board/tiles", views.tiles, name="tiles"),
    path("wall/", views.wall, name="wall"),
    path("wall/screen", views.wall_page, name="wall-page"),
    path("today/", views.phone, name="phone"),
    path("today/live", views.phone_live, name="phone-live"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("units/<str:code>/live", views.unit_live, name="unit-live"),
]
