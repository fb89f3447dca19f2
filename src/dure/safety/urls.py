from django.urls import path

from dure.safety.views import accidents, actions, ergonomics, files, home, matrices, rates, reports, risks, tell, undo

app_name = "safety"
_telling = [
    path("safety/tell/", tell.near_miss, name="tell"),
    path("safety/suggest/", tell.suggestion, name="suggest"),
    path("safety/at/<str:token>/", tell.near_miss_at, name="at"),
    path("safety/at/<str:token>/idea/", tell.suggestion_at, name="at-suggest"),
    path("safety/told/<str:number>/", tell.told, name="told"),
    path("safety/near-misses/", reports.near_misses, name="near-misses"),
    path("safety/near-misses/<int:pk>/", reports.near_miss, name="near-miss"),
    path("safety/near-misses/<int:pk>/answer/", reports.near_miss_answer, name="near-miss-answer"),
    path("safety/suggestions/", reports.suggestions, name="suggestions"),
    path("safety/suggestions/<int:pk>/", reports.suggestion, name="suggestion"),
    path("safety/suggestions/<int:pk>/answer/", reports.suggestion_answer, name="suggestion-answer"),
    path("safety/points/", reports.points, name="points"),
    path("safety/points/add/", reports.point_add, name="point-add"),
    path("safety/points/<int:pk>/in-use/", reports.point_in_use, name="point-in-use"),
    path("safety/points/<int:pk>/renew/", reports.point_renew, name="point-renew"),
]
_risks = [
    path("safety/risks/", risks.risks, name="risks"),
    path("safety/risks/add/", risks.add, name="risk-add"),
    path("safety/risks/<int:pk>/", risks.risk, name="risk"),
    path("safety/risks/<int:pk>/change/", risks.change, name="risk-change"),
    path("safety/risks/<int:pk>/again/", risks.again, name="risk-again"),
    path("safety/risks/<int:pk>/approve/", risks.approve, name="risk-approve"),
    path("safety/risks/<int:pk>/print/", risks.print_out, name="risk-print"),
    path("safety/risks/<int:pk>/lines/add/", risks.line_add, name="line-add"),
    path("safety/risks/<int:pk>/people/add/", risks.participant_add, name="participant-add"),
    path("safety/risks/people/<int:pk>/remove/", risks.participant_remove, name="participant-remove"),
    path("safety/risks/lines/<int:pk>/", risks.line, name="line"),
    path("safety/risks/lines/<int:pk>/remove/", risks.line_remove, name="line-remove"),
    path("safety/matrices/", matrices.matrices, name="matrices"),
    path("safety/matrices/first/", matrices.first, name="matrix-first"),
    path("safety/matrices/<int:pk>/", matrices.matrix, name="matrix"),
    path("safety/matrices/<int:pk>/new/", matrices.new, name="matrix-new"),
    path("safety/matrices/<int:pk>/words/", matrices.words, name="matrix-words"),
    path("safety/matrices/<int:pk>/in-force/", matrices.in_force, name="matrix-in-force"),
    path("safety/matrices/<int:pk>/levels/add/", matrices.band_add, name="band-add"),
    path("safety/matrices/levels/<int:pk>/", matrices.band, name="band"),
    path("safety/matrices/levels/<int:pk>/remove/", matrices.band_remove, name="band-remove"),
]
_actions = [
    path("safety/actions/", actions.actions, name="actions"),
    path("safety/actions/add/", actions.add, name="action-add"),
    path("safety/actions/add/<str:source>/<int:pk>/", actions.add_for, name="action-add-for"),
    path("safety/actions/<int:pk>/", actions.action, name="action"),
    path("safety/actions/<int:pk>/change/", actions.change, name="action-change"),
    path("safety/actions/<int:pk>/evidence/", actions.evidence_add, name="evidence-add"),
    path("safety/actions/<int:pk>/close/", actions.close, name="action-close"),
    path("safety/actions/<int:pk>/reopen/", actions.reopen, name="action-reopen"),
    path("safety/evidence/<int:pk>/remove/", actions.evidence_remove, name="evidence-remove"),
    path("safety/evidence/<int:pk>/file", files.evidence, name="evidence-file"),
    path("safety/changes/<int:pk>/undo/", undo.undo, name="undo"),
]
_accidents = [
    path("safety/accidents/", accidents.accidents, name="accidents"),
    path("safety/accidents/add/", accidents.add, name="accident-add"),
    path("safety/accidents/<int:pk>/", accidents.accident, name="accident"),
    path("safety/accidents/<int:pk>/change/", accidents.change, name="accident-change"),
    path("safety/accidents/<int:pk>/close/", accidents.close, name="accident-close"),
    path("safety/accidents/<int:pk>/picture", files.accident, name="accident-picture"),
    path("safety/accidents/<int:pk>/injuries/add/", accidents.injury_add, name="injury-add"),
    path("safety/injuries/<int:pk>/", accidents.injury, name="injury"),
    path("safety/rates/", rates.rates, name="rates"),
    path("safety/rates/hours/", rates.hours, name="hours"),
]
_load = [
    path("safety/load/", ergonomics.tasks, name="tasks"),
    path("safety/load/add/", ergonomics.add, name="task-add"),
    path("safety/load/<int:pk>/", ergonomics.task, name="task"),
    path("safety/load/<int:pk>/change/", ergonomics.change, name="task-change"),
    path("safety/load/<int:pk>/lifting/<str:stage>/", ergonomics.lifting, name="lifting"),
    path("safety/load/<int:pk>/posture/<str:stage>/", ergonomics.posture, name="posture"),
]
urlpatterns = [
    path("safety/", home.home, name="home"),
    path("safety/wall/", home.wall, name="wall"),
    path("safety/pictures/<str:kind>/<int:pk>/<str:field>", files.picture, name="picture"),
    *_telling,
    *_risks,
    *_actions,
    *_accidents,
    *_load,
]
