from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "dure.mentoring"
    label = "mentoring"
