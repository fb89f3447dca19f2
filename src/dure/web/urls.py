from django.urls import path

from dure.web import live, views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("language/", views.language, name="language"),
    path("all-pages/", views.all_pages, name="all-pages"),
    path("first-steps/", views.first_steps_page, name="first-steps"),
    path("help/", views.help_page, name="help"),
    path("live", live.stream, name="live"),
]
