from django.urls import path

from . import group_pages, pages

urlpatterns = [  # /reports/
    path("people/<uuid:teacher_id>/plan/prepare/", pages.plan_prepare, name="plan_prepare"),
    path("plans/", group_pages.plan_list, name="plans"),
    path("plans/<str:group>/<int:about_id>/", group_pages.group_plan, name="group_plan"),
    path("plans/behind/", pages.plans_behind, name="plans_behind"),
    path("plans/<uuid:plan_id>/", pages.plan_page, name="plan"),
    path("plans/<uuid:plan_id>/edit/", pages.plan_edit, name="plan_edit"),
    path("plans/<uuid:plan_id>/comment/", pages.plan_comment, name="plan_comment"),
    path("plans/<uuid:plan_id>/revisions/<int:number>/", pages.plan_revision, name="plan_revision"),
    path("plans/<uuid:plan_id>/close/", pages.plan_close, name="plan_close"),
    path("plans/<uuid:plan_id>/reopen/", pages.plan_reopen, name="plan_reopen"),
]
