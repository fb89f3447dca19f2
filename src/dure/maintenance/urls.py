from django.urls import path

from dure.maintenance.views import doing, figures, files, home, jobs, plans, requests, spares, undo

app_name = "maintenance"
_plans = [
    path("maintenance/plans/", plans.plans, name="plans"),
    path("maintenance/plans/add/", plans.add, name="plan-add"),
    path("maintenance/plans/<int:pk>/", plans.plan, name="plan"),
    path("maintenance/plans/<int:pk>/change/", plans.change, name="plan-change"),
    path("maintenance/plans/<int:pk>/job/", plans.make_job, name="plan-job"),
    path("maintenance/plans/<int:pk>/checks/add/", plans.check_add, name="check-add"),
    path("maintenance/plans/checks/<int:pk>/remove/", plans.check_remove, name="check-remove"),
    path("maintenance/plans/<int:pk>/parts/add/", plans.part_add, name="plan-part-add"),
    path("maintenance/plans/parts/<int:pk>/remove/", plans.part_remove, name="plan-part-remove"),
]
_requests = [
    path("maintenance/tell/", requests.tell, name="tell"),
    path("maintenance/told/<str:number>/", requests.told, name="told"),
    path("maintenance/requests/", requests.requests, name="requests"),
    path("maintenance/requests/<int:pk>/", requests.request_page, name="request"),
    path("maintenance/requests/<int:pk>/decline/", requests.decline, name="request-decline"),
    path("maintenance/requests/<int:pk>/job/", requests.make_job, name="request-job"),
    path("maintenance/calls/<int:pk>/take/", requests.take_call, name="call-take"),
]
_jobs = [
    path("maintenance/jobs/", jobs.jobs, name="jobs"),
    path("maintenance/jobs/add/", jobs.add, name="job-add"),
    path("maintenance/jobs/<int:pk>/", jobs.job, name="job"),
    path("maintenance/jobs/<int:pk>/change/", jobs.change, name="job-change"),
    path("maintenance/jobs/<int:pk>/time/", jobs.slot, name="job-slot"),
    path("maintenance/jobs/<int:pk>/print/", jobs.print_out, name="job-paper"),
    path("maintenance/jobs/<int:pk>/start/", jobs.start, name="job-start"),
    path("maintenance/jobs/<int:pk>/finish/", jobs.finish, name="job-finish"),
    path("maintenance/jobs/<int:pk>/reopen/", jobs.reopen, name="job-reopen"),
    path("maintenance/jobs/<int:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("maintenance/jobs/<int:pk>/service/", jobs.service, name="job-service"),
    path("maintenance/jobs/checks/<int:pk>/", doing.check, name="job-check"),
    path("maintenance/jobs/<int:pk>/stops/", doing.stops, name="job-stops"),
    path("maintenance/jobs/<int:pk>/parts/take/", doing.part_take, name="part-take"),
    path("maintenance/jobs/<int:pk>/parts/<int:move>/back/", doing.part_back, name="part-back"),
    path("maintenance/jobs/<int:pk>/times/add/", doing.time_add, name="time-add"),
    path("maintenance/jobs/times/<int:pk>/remove/", doing.time_remove, name="time-remove"),
]
urlpatterns = [
    path("maintenance/", home.home, name="home"),
    path("maintenance/calendar/", home.calendar, name="calendar"),
    path("maintenance/history/<str:kind>/<int:pk>/", home.history, name="history"),
    path("maintenance/pictures/<str:kind>/<int:pk>", files.picture, name="picture"),
    path("maintenance/figures/", figures.figures, name="figures"),
    path("maintenance/figures/<int:pk>/", figures.failures, name="failures"),
    path("maintenance/figures/reasons/", figures.reasons, name="reasons"),
    path("maintenance/parts/", spares.spares, name="spares"),
    path("maintenance/parts/add/", spares.add, name="spare-add"),
    path("maintenance/parts/<int:pk>/remove/", spares.remove, name="spare-remove"),
    path("maintenance/changes/<int:pk>/undo/", undo.undo, name="undo"),
    *_plans,
    *_requests,
    *_jobs,
]
