from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "dure.commerce"
    label = "commerce"
