from django.urls import path

from . import pages
from .networks import pages as networks
from .written import pages as written

urlpatterns = [  # /institutions/
    path("", pages.institution_list, name="institutions"),
    path("new/", written.institution_new, name="institution_new"),
    path("export/", pages.institutions_export, name="institutions_export"),
    path("network/", networks.network_assign, name="network_assign"),
    path("networks/import/", networks.networks_import, name="networks_import"),
    path("networks/import/<uuid:import_id>/", networks.networks_preview, name="networks_preview"),
    path("networks/import/<uuid:import_id>/progress/", networks.networks_progress, name="networks_progress"),
    path("networks/import/<uuid:import_id>/confirm/", networks.networks_confirm, name="networks_confirm"),
    path("<int:institution_id>/", pages.institution_detail, name="institution"),
    path("<int:institution_id>/edit/", written.institution_edit, name="institution_edit"),
    path("<int:institution_id>/move/", pages.institution_move, name="institution_move"),
]
