from django.urls import path

from .pages import agreement, pairs

pair_urls = [  # /visits/pairs/<uuid:pair_id>/
    path("pairs/<uuid:pair_id>/", pairs.pair_form, name="pair"),
    path("pairs/<uuid:pair_id>/close/", pairs.pair_close, name="pair_close"),
    path("pairs/<uuid:pair_id>/decline/", pairs.pair_decline, name="pair_decline"),
    path("pairs/<uuid:pair_id>/withdraw/", pairs.pair_withdraw, name="pair_withdraw"),
    path("pairs/<uuid:pair_id>/comparison/", pairs.pair_comparison, name="pair_comparison"),
]
urlpatterns = [  # /visits/
    *pair_urls,
    path("<uuid:visit_id>/second-observer/", pairs.pair_invite, name="pair_invite"),
    path("calibration/", agreement.calibration, name="calibration"),
    path("calibration/<int:ugel_id>/", agreement.ugel_calibration, name="ugel_calibration"),
    path("calibration/<int:ugel_id>/rule/", agreement.calibration_rule, name="calibration_rule"),
]
