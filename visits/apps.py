from importlib import import_module

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = "Visitas"

    def ready(self) -> None:
        import_module("visits.receivers")  # once the models are there
