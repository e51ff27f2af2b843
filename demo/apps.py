from django.apps import AppConfig

from accompaniment.lib.contributions import Contributions


class DemoConfig(Contributions, AppConfig):
    name = "demo"
    verbose_name = "Demostración"

    sections = {"below the way in": "demo/logins.html"}
