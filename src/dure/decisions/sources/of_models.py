"""What models of the plant's own time advise: have somebody look for the cause. Only of those that a person put in
use, and that don't ring too often."""

from abc import abstractmethod
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from dure.decisions.models import PredictionModel, Recommendation
from dure.decisions.sources.registry import OWNER, Advised, Source
from dure.maintenance.models import Job
from dure.maintenance.services import add_job, cancel_job
from dure.plant.models import Person
from dure.plant.roles import Role


class OfModels(Source):
    """of: kind of the models. job: what somebody is asked to do."""

    of: PredictionModel.Kind
    job: str | Promise
    deciders = OWNER | {Role.SUPERVISOR, Role.MAINTENANCE, Role.PLANNER}

    @abstractmethod
    def advice(self, row: PredictionModel, now: datetime) -> Advised | None:
        """What a model that is in use advises now."""

    def found(self, now: datetime) -> list[Advised]:
        rows = PredictionModel.objects.filter(kind=self.of, in_use__isnull=False, rings_too_often=False)
        advice = (self.advice(row, now) for row in rows.select_related("in_use", "work_unit"))
        return [one for one in advice if one is not None]

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        return any(one.key == row.key and one.mark == row.facts["mark"] for one in self.found(now))

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        job = add_job(title=str(self.job), by=by, work_unit=model_of(row).work_unit, minutes=30, stops_unit=False,
                      due_on=timezone.localdate() + timedelta(days=1))  # fmt: skip
        return {"job": job.pk}

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        cancel_job(job=Job.objects.get(pk=row.outcome["job"]), by=by)

    def link(self, row: Recommendation) -> str:
        return reverse("decisions:model", args=[row.facts["model"]])


def model_of(row: Recommendation) -> PredictionModel:
    return PredictionModel.objects.get(pk=row.facts["model"])
