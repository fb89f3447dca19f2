"""Practice cards from the first draft to what came of them in another factory."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from dure.kernel.errors import Conflict, Invalid
from dure.mentoring import stems
from dure.mentoring.card import Proof, proof_of, proof_of_all
from dure.mentoring.card_file import NAME, Unreadable, packed, unpacked
from dure.mentoring.models import CardUse, ImprovementTask, PracticeCard
from dure.mentoring.selectors.card_effects import measured_of
from dure.mentoring.selectors.cards import cards, dressed, found, page_of, reuse
from dure.mentoring.services import card_sharing, knowhow_undo
from dure.mentoring.services import cards as services
from dure.plant.models import ChangeRecord
from tests.mentoring.knowhow.conftest import minutes
from tests.product.pictures import PIXEL

pytestmark = pytest.mark.django_db
TOLD = {
    "title": "금형을 미리 데워 교체 시간을 줄임", "problem": "금형을 갈 때마다 한 시간씩 멈췄다",
    "cause": "차가운 금형을 걸고 나서 데웠다", "measure": "예열대를 두고 먼저 데운다", "loss": "setup",
    "sector": "plastic", "process": "사출", "machine_kind": "사출기", "size": "10", "cost_won": 2_500_000,
}  # fmt: skip


@pytest.fixture
def draft(mentor) -> PracticeCard:
    return services.add_card(by=mentor, **TOLD)


@pytest.fixture
def card(draft, task, figures, chief, mentor) -> PracticeCard:
    """Published, learnt from a task that saved 18 minutes (12 to 24)."""
    figures[task.number] = minutes()
    services.link_task(card=draft, task=task, by=mentor)
    services.add_picture(card=draft, data=PIXEL, side="before", note="예전", by=mentor)
    return services.publish_card(card=draft, by=chief)


@pytest.mark.parametrize(("better", "low", "high", "wanted"), [
    ("lower", -24, -12, Proof.PROVEN), ("higher", -24, -12, Proof.WORSE), ("lower", -5, 1, Proof.UNCLEAR),
    ("higher", 0.1, 3, Proof.PROVEN), ("lower", 0, 3, Proof.UNCLEAR), ("lower", 1, 2, Proof.WORSE),
])  # fmt: skip
def test_an_interval_decides_what_a_card_may_claim(better, low, high, wanted):
    assert proof_of(better, low, high) is wanted


def test_several_effects_together():
    assert proof_of_all([]) is Proof.NONE
    assert proof_of_all([Proof.PROVEN, Proof.UNCLEAR]) is Proof.PROVEN
    assert proof_of_all([Proof.PROVEN, Proof.WORSE]) is Proof.UNCLEAR
    assert proof_of_all([Proof.WORSE]) is Proof.WORSE


def test_an_effect_outside_of_its_interval_is_none():
    with pytest.raises(ValueError, match="interval"):
        minutes(effect=5)


def test_a_card_without_a_measured_effect_is_never_proven(draft, chief, mentor, task, figures):
    services.link_task(card=draft, task=task, by=mentor)
    row = services.publish_card(card=draft, by=chief)
    assert page_of(row).proof is Proof.NONE
    assert page_of(row).effects == []


def test_the_effect_is_copied_on_the_day_it_is_published(card, task, figures):
    figures[task.number] = minutes(-1, -3, 1)
    (effect,) = page_of(card).effects
    assert (effect.effect, effect.low, effect.high, effect.n_before, effect.n_after) == (-18, -24, -12, 40, 30)
    assert (effect.method, str(effect.measured_on), effect.task) == ("its", "2026-07-01", task)
    assert page_of(card).proof is Proof.PROVEN


def test_a_published_card_stays_as_it_is(card, mentor, chief, task):
    for do in (
        lambda: services.change_card(card=card, by=mentor, title="다른 제목"),
        lambda: services.publish_card(card=card, by=chief),
        lambda: services.remove_picture(picture=card.pictures.get(), by=mentor),
        lambda: services.unlink_task(link=card.tasks.get(), by=mentor),
    ):
        with pytest.raises(Conflict):
            do()


def test_a_new_version_replaces_the_old_one_when_it_is_published(card, mentor, chief):
    second = services.new_version(card=card, by=mentor)
    assert (second.version, second.key, second.pictures.count(), second.tasks.count()) == (2, card.key, 1, 1)
    with pytest.raises(Conflict):
        services.new_version(card=card, by=mentor)
    assert list(cards()) == [card]
    services.change_card(card=second, by=mentor, lesson="예열대 청소를 잊지 말 것")
    services.publish_card(card=second, by=chief)
    card.refresh_from_db()
    assert card.status == "replaced"
    assert list(cards()) == [second]


def test_withdrawing_needs_a_reason_and_can_be_taken_back(card, chief):
    with pytest.raises(Invalid):
        services.withdraw_card(card=card, why=" ", by=chief)
    row = services.withdraw_card(card=card, why="다른 금형에서는 위험", by=chief)
    record = ChangeRecord.objects.filter(table="PracticeCard", row_id=row.pk).latest("pk")
    knowhow_undo.undo(record_id=record.pk, by=chief)
    row.refresh_from_db()
    assert (row.status, row.withdrawn_why) == ("published", "")


def test_publishing_cannot_be_taken_back_quietly(card, chief):
    record = ChangeRecord.objects.filter(table="PracticeCard", row_id=card.pk).latest("pk")
    with pytest.raises(Conflict):
        knowhow_undo.undo(record_id=record.pk, by=chief)


def test_trying_a_card_begins_a_task_and_its_effect_is_counted(card, hall, press, chief, figures):
    use = services.try_card(card=card, area=hall, work_unit=press, note="2호기도 오래 걸림", by=chief)
    assert use.task is not None
    assert (use.task.title, use.task.loss, use.task.state) == (card.title, "setup", "found")
    assert use.task.problem.startswith("2호기도 오래 걸림")
    (shown,) = dressed([card])
    assert (shown.tried, shown.helped) == (1, 0)
    assert services.take_effects(card=card, by=chief) == 0
    figures[use.task.number] = minutes(-9, -15, -3)
    assert services.take_effects(card=card, by=chief) == 1
    assert services.take_effects(card=card, by=chief) == 0
    figures[use.task.number] = minutes(-9, -19, 1)
    assert services.take_effects(card=card, by=chief) == 1
    assert (reuse().uses, reuse().measured, reuse().helped) == (1, 1, 0)


def test_a_try_is_taken_back_only_while_nothing_was_done(card, hall, chief):
    use = services.try_card(card=card, area=hall, by=chief)
    ImprovementTask.objects.filter(pk=use.task_id).update(state="analysed")
    with pytest.raises(Conflict):
        services.untry_card(use=use, by=chief)
    ImprovementTask.objects.filter(pk=use.task_id).update(state="found")
    services.untry_card(use=use, by=chief)
    assert not CardUse.objects.exists()
    assert not ImprovementTask.objects.filter(pk=use.task_id).exists()


def test_a_draft_is_not_tried(draft, hall, chief):
    with pytest.raises(Conflict):
        services.try_card(card=draft, area=hall, by=chief)


def test_cards_are_found_by_meaning_and_ranked(card, mentor, chief):
    pytest.importorskip("kiwipiepy")
    other = services.add_card(
        by=mentor, **TOLD | {"title": "용접 팁 교환 주기", "problem": "용접한 곳에 기공", "process": "용접"}
    )
    services.publish_card(card=other, by=chief)
    assert [row.pk for row in found(cards(), "용접하는 공정")] == [other.pk]
    assert found(cards(), "injection mold")[0] == card
    assert [row.pk for row in found(cards(), other.number)] == [other.pk]
    assert found(cards(), "회계 마감") == []


def test_cards_kept_without_the_extra_are_found_by_letters_until_they_are_indexed(card, chief):
    pytest.importorskip("kiwipiepy")
    PracticeCard.objects.update(terms={}, terms_by="grams 1")
    assert [row.pk for row in found(cards(), "교체 시간")] == [card.pk]
    assert services.index_cards(by=chief) == 0
    card.refresh_from_db()
    assert card.terms_by == stems.analyser().name
    assert card.terms["금형"] >= 4


def elsewhere(data: bytes) -> bytes:
    """The file as if its card were another factory's: with a key of its own."""
    unzipped = unpacked(data)
    facts = unzipped.facts | {"key": "11111111-2222-3333-4444-555555555555", "uses": []}
    return packed(facts, unzipped.pictures)


def test_a_card_goes_to_another_factory_and_what_came_of_it_comes_back(card, hall, chief, figures):
    data = card_sharing.share_card(card=card, origin="어느 사출 공장", names_author=False, by=chief)
    facts = json.loads(zipfile.ZipFile(io.BytesIO(data)).read(NAME))
    assert not {word for word in ("ban", "teacher", "IM2605-001") if word in json.dumps(facts)}
    taken, new = card_sharing.take_card(data=elsewhere(data), by=chief)
    assert (taken.origin, taken.status, taken.author, new) == ("어느 사출 공장", "published", None, 0)
    assert page_of(taken).proof is Proof.PROVEN
    assert taken.pictures.get().note == "예전"
    with pytest.raises(Conflict):
        card_sharing.take_card(data=elsewhere(data), by=chief)

    use = services.try_card(card=taken, area=hall, by=chief)
    figures[use.task.number] = minutes(-6, -10, -2)
    services.take_effects(card=taken, by=chief)
    back = unpacked(card_sharing.share_card(card=taken, origin="둘째 공장", names_author=False, by=chief))
    (told,) = back.facts["uses"]
    assert (told["place"], told["effect"]["effect"]) == ("둘째 공장", -6)
    assert back.facts["origin"] == "어느 사출 공장"

    row, new = card_sharing.take_card(
        data=packed(back.facts | {"key": str(card.key), "uses": [told | {"key": card.key.hex}]}, []), by=chief
    )
    assert (row, new) == (card, 1)
    (shown,) = dressed([card])
    assert (shown.tried, shown.helped) == (1, 1)


def test_only_a_published_card_goes_out(draft, chief):
    with pytest.raises(Conflict):
        card_sharing.share_card(card=draft, origin="x", names_author=False, by=chief)


def good(card: PracticeCard, chief) -> dict:
    data = card_sharing.share_card(card=card, origin="어느 공장", names_author=True, by=chief)
    return unpacked(elsewhere(data)).facts


@pytest.mark.parametrize("wrong", [
    {"key": "x"}, {"version": None}, {"title": 5}, {"title": ""}, {"loss": "unknown"}, {"cost_won": -1},
    {"effects": [{"figure": "x"}]}, {"effects": "x"}, {"uses": [{"key": "x"}]}, {"uses": [5]},
])  # fmt: skip
def test_nothing_of_a_wrong_file_is_taken_in(card, chief, wrong):
    facts, before = good(card, chief) | wrong, PracticeCard.objects.count()
    with pytest.raises(Invalid):
        card_sharing.take_card(data=packed(facts, []), by=chief)
    assert PracticeCard.objects.count() == before


def test_an_effect_that_contradicts_itself_is_refused(card, chief):
    facts = good(card, chief)
    facts["effects"][0]["low"] = 0
    with pytest.raises(Invalid):
        card_sharing.take_card(data=packed(facts, []), by=chief)


def test_files_that_are_no_cards():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(NAME, b"0" * 10_000_000)
    whole = packed({"key": "x"}, [])
    changed = unpacked(packed({}, []))
    assert changed.pictures == []
    for data, why in ((out.getvalue(), "large"), (b"PK", "broken"), (whole[:60], "broken")):
        with pytest.raises(Unreadable, match=why):
            unpacked(data)


def test_a_picture_that_was_exchanged_is_refused(card, chief):
    data = card_sharing.share_card(card=card, origin="x", names_author=False, by=chief)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) if name == NAME else PIXEL + b"x")
    with pytest.raises(Unreadable, match="broken"):
        unpacked(out.getvalue())


def test_a_card_copies_what_the_figures_of_a_task_said(task):
    assert measured_of(task) is None
    look = {"due_on": date(2026, 8, 1), "made_at": datetime(2026, 8, 1, 1, tzinfo=UTC), "verdict": "worked",
            "measure": "예열", "kpi": "scrap_ratio", "changed_on": date(2026, 6, 1), "method": "series",
            "n_before": 60, "n_after": 40}  # fmt: skip
    task.checks.create(attempt=1, age=30, effect=-0.5, low=-0.6, high=-0.4, **look)
    assert measured_of(task) is None
    task.checks.create(attempt=1, age=0, effect=-0.021, low=-0.034, high=-0.008, **look)
    found = measured_of(task)
    assert found is not None
    assert (found.unit, found.better, found.on) == ("%p", "lower", date(2026, 8, 1))
    assert [round(one, 6) for one in (found.effect, found.low, found.high)] == [-2.1, -3.4, -0.8]
    # Another attempt begins without a figure.
    task.attempt = 2
    assert measured_of(task) is None
