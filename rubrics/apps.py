from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.contributions import Contributions, Entry


class RubricsConfig(Contributions, AppConfig):
    name = "rubrics"
    verbose_name = "Instrumentos"

    navigation = (
        Entry(
            "more",
            20,
            _("Instrumentos"),
            "rubrics:instruments",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director or reach.is_administrator,
        ),
        Entry("more", 30, _("Casos de práctica"), "rubrics:practice", lambda reach: reach.is_administrator),
    )
    belongs = {"/instruments/-/campaigns/": "campaigns"}
    logged_models = {
        "rubrics.instrument": _("instrumento"),
        "rubrics.instrumentversion": _("versión de un instrumento"),
    }
    sections = {
        "actions of a campaign": "rubrics/sections/campaign_actions.html",
        "settings of a campaign": "rubrics/sections/campaign_settings.html",
    }
