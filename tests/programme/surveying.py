"""Firms that are asked, and a wave given out to them."""

from datetime import timedelta

from dure.plant.today import today
from dure.programme.models import Firm
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import surveys, waves

QUESTIONS = (
    {"key": "satisfied", "kind": "scale", "text": "지원에 만족하십니까?", "text_en": "Are you satisfied?"},
    {"key": "again", "kind": "yes_no", "text": "다시 참여하시겠습니까?", "text_en": "Again?", "is_required": False},
    {"key": "why", "kind": "text", "text": "까닭", "text_en": "Why", "is_required": False},
)


def firms_of(**numbers):
    """So many firms of each city, of two sectors in turn."""
    with within(EVERYTHING):
        return [
            Firm.objects.create(
                business_number=f"{at:02}{n:08}", name=f"{city} {n}", city=city, sector=("C10", "C25")[n % 2]
            )
            for at, (city, count) in enumerate(numbers.items(), 1)
            for n in range(count)
        ]


def a_survey(by, questions=QUESTIONS):
    survey = surveys.add_survey(title="참여기업 만족도", title_en="Satisfaction", by=by)
    for values in questions:
        surveys.add_question(survey=survey, by=by, **values)
    return survey


def a_wave(survey, firms, by, **values):
    """Given out from yesterday to tomorrow; the wave, and the links by firm."""
    days = {"first_on": today() - timedelta(days=1), "last_on": today() + timedelta(days=1)}
    with within(EVERYTHING):
        wave = waves.add_wave(survey=survey, by=by, **{"name": "2026", **days, **values})
        waves.invite(wave=wave, firms=firms, by=by)
        wave = waves.give_out(wave=wave, by=by)
        return wave, {one.firm_id: token for one, token in waves.make_links(wave=wave)}


def ended(wave):
    """Its last day was yesterday."""
    type(wave).objects.filter(pk=wave.pk).update(
        first_on=today() - timedelta(days=9), last_on=today() - timedelta(days=1)
    )
    wave.refresh_from_db()
    return wave
