"""Addresses of the pages of selling, buying and the books."""

from django.urls import URLPattern

app_name = "commerce"

partners: list[URLPattern] = []

sales: list[URLPattern] = []

buying: list[URLPattern] = []

books: list[URLPattern] = []

urlpatterns = [*partners, *sales, *buying, *books]
