from django.urls import path

from .pages import campaigns, criteria, drafts, files, published, publishing

draft_urls = [  # /instruments/<slug:code>/<int:number>/
    path("<slug:code>/<int:number>/", drafts.draft, name="draft"),
    path("<slug:code>/<int:number>/about/", drafts.about, name="about"),
    path("<slug:code>/<int:number>/copy/", drafts.copy, name="copy"),
    path("<slug:code>/<int:number>/next/", drafts.next_draft, name="next"),
    path("<slug:code>/<int:number>/delete/", drafts.delete, name="delete"),
    path("<slug:code>/<int:number>/publish/", publishing.publish, name="publish"),
    path("<slug:code>/<int:number>/retire/", publishing.retire, name="retire"),
    path("<slug:code>/<int:number>/file/<slug:form>/", files.download, name="file"),
    path("<slug:code>/<int:number>/criteria/new/", criteria.criterion_new, name="criterion_new"),
    path("<slug:code>/<int:number>/criteria/<int:criterion_id>/", criteria.criterion_edit, name="criterion"),
    path("<slug:code>/<int:number>/criteria/<int:criterion_id>/prompts/", criteria.prompts, name="prompts"),
    path("<slug:code>/<int:number>/criteria/<int:criterion_id>/move/", criteria.move, name="criterion_move"),
    path("<slug:code>/<int:number>/criteria/<int:criterion_id>/delete/", criteria.delete, name="criterion_delete"),
]
urlpatterns = [  # /instruments/
    path("", published.instrument_list, name="instruments"),
    path("-/new/", drafts.new, name="new"),
    path("-/import/", files.bring, name="import"),
    path("-/import/<uuid:import_id>/", files.import_preview, name="import_preview"),
    path("-/import/<uuid:import_id>/progress/", files.import_progress, name="import_progress"),
    path("-/import/<uuid:import_id>/confirm/", files.import_confirm, name="import_confirm"),
    path("-/campaigns/<int:campaign_id>/", campaigns.campaign_instruments, name="campaign"),
    path("<slug:code>/", published.instrument_detail, name="instrument"),
    *draft_urls,
]
