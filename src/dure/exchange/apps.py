from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "dure.exchange"
    label = "exchange"
