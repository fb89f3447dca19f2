"""A work standard from its first word to the signatures of those who work by it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from dure.events.models import RecordedEvent
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import PersonSkill, Skill
from dure.plant.roles import Role
from dure.product import selectors, services
from dure.product.approval import Step
from dure.product.errors import NotADraft, OwnWork, WrongFile
from dure.product.models import (
    StandardCheck,
    StandardHazard,
    StandardLimit,
    StandardReading,
    StandardStep,
    StandardVersion,
)
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"0" * 100


def frying(item, by) -> StandardVersion:
    version = services.add_standard(title="유탕", item=item, operation_number=20, by=by)
    services.add_part(version=version, part=StandardStep, text="기름 온도를 확인한다", key_point="170 °C 이상", by=by)
    return version


def in_force(version: StandardVersion) -> StandardVersion:
    for step in (Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE):
        version = services.move_on(version=version, step=step, by=None)
    return version


def test_write_review_approve_put_in_force(item, writer, checker):
    noodle = item("NOODLE")
    version = frying(noodle, writer)
    assert version.standard.number == "WS-0001"
    version = services.move_on(version=version, step=Step.SUBMIT, by=writer)
    with pytest.raises(OwnWork):
        services.move_on(version=version, step=Step.ENDORSE, by=writer)
    version = services.move_on(version=version, step=Step.ENDORSE, by=checker)
    with pytest.raises(OwnWork):
        services.move_on(version=version, step=Step.APPROVE, by=writer)
    owner = person(Role.OWNER)
    version = services.move_on(version=version, step=Step.APPROVE, by=owner, text="좋습니다")
    assert selectors.version_at(item=noodle, operation_number=20) is None
    version = services.move_on(version=version, step=Step.PUT_IN_FORCE, by=checker)
    assert selectors.version_at(item=noodle, operation_number=20) == version
    assert (version.reviewed_by, version.approved_by) == (checker, owner)
    assert [(row.moved_to, row.text) for row in selectors.comments_of(version)] == [
        ("review", ""),
        ("reviewed", ""),
        ("approved", "좋습니다"),
        ("in_force", ""),
    ]
    assert RecordedEvent.objects.filter(name="product.StandardPutInForce").count() == 1


def test_who_edited_it_counts_as_a_writer(item, writer, checker):
    version = frying(item("NOODLE"), writer)
    services.change_version(version=version, tools=["온도계"], by=checker)
    version = services.move_on(version=version, step=Step.SUBMIT, by=writer)
    with pytest.raises(OwnWork):
        services.move_on(version=version, step=Step.ENDORSE, by=checker)


def test_sending_back_needs_words_and_opens_it_again(item, writer, checker):
    version = services.move_on(version=frying(item("NOODLE"), writer), step=Step.SUBMIT, by=writer)
    with pytest.raises(Invalid, match="should be changed"):
        services.move_on(version=version, step=Step.SEND_BACK, by=checker)
    version = services.move_on(version=version, step=Step.SEND_BACK, by=checker, text="급소가 없습니다")
    services.add_part(version=version, part=StandardStep, text="면을 넣는다", by=writer)
    assert [row.position for row in version.standardsteps.all()] == [10, 20]


def test_nothing_is_submitted_empty_and_no_step_is_left_out(item, writer, checker):
    version = services.add_standard(title="빈 것", item=item("NOODLE"), operation_number=20, by=writer)
    with pytest.raises(Invalid, match="at least one step"):
        services.move_on(version=version, step=Step.SUBMIT, by=writer)
    with pytest.raises(Conflict):
        services.move_on(version=version, step=Step.APPROVE, by=checker)


def test_a_new_version_retires_the_old_one(item, writer):
    noodle = item("NOODLE")
    old = in_force(frying(noodle, None))
    with pytest.raises(NotADraft):
        services.add_part(version=old, part=StandardStep, text="x", by=writer)
    new = services.new_version(standard=old.standard, change_note="온도 변경", by=writer)
    with pytest.raises(Conflict):
        services.new_version(standard=old.standard, change_note="또", by=writer)
    assert [row.text for row in new.standardsteps.all()] == ["기름 온도를 확인한다"]
    services.change_part(row=new.standardsteps.get(), text="기름 온도를 두 번 확인한다", by=writer)
    assert selectors.version_at(item=noodle, operation_number=20) == old
    new = in_force(new)
    old.refresh_from_db()
    assert (old.status, old.retired_at is not None) == ("retired", True)
    assert old.standardsteps.get().text == "기름 온도를 확인한다"
    assert selectors.version_at(item=noodle, operation_number=20) == new


def test_the_database_keeps_what_was_submitted_and_signed(item):
    version = in_force(frying(item("NOODLE"), None))
    services.sign_reading(version=version, person=person(Role.OPERATOR))
    for change in (
        lambda: StandardStep.objects.update(text="x"),
        lambda: StandardVersion.objects.update(gear=["mask"]),
        lambda: StandardVersion.objects.update(status="draft"),
        lambda: StandardReading.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match=r"only a draft|never changed"), transaction.atomic():
            change()


def test_who_has_read_it_and_who_has_not(item, machine):
    kim, lee = person(Role.OPERATOR, name="kim"), person(Role.OPERATOR, name="lee")
    person(Role.OFFICE)
    version = frying(item("NOODLE"), None)
    with pytest.raises(Conflict, match="in force"):
        services.sign_reading(version=version, person=kim)
    version = in_force(version)
    first = services.sign_reading(version=version, person=kim)
    assert services.sign_reading(version=version, person=kim) == first
    assert selectors.not_signed(version) == [lee]
    assert list(selectors.waiting_for(lee)) == [version]
    assert not selectors.waiting_for(kim)
    again = in_force(services.new_version(standard=version.standard, change_note="", by=None))
    assert selectors.not_signed(again) == [kim, lee]
    assert selectors.not_signed(version) == [lee]


def test_only_those_with_the_skill_must_read_it(item, machine):
    noodle = item("NOODLE")
    skill = Skill.objects.create(code="FRY", name="유탕")
    kim, lee, park = (person(Role.OPERATOR, name=name) for name in ("kim", "lee", "park"))
    PersonSkill.objects.create(person=kim, skill=skill, level=2)
    PersonSkill.objects.create(person=lee, skill=skill, level=1)
    PersonSkill.objects.create(person=park, skill=skill, level=3, valid_to=date(2020, 1, 1))
    routing = services.add_routing(item=noodle, valid_from=date(2020, 1, 1), by=None)
    services.add_operation(
        routing=routing, number=20, name="유탕", work_center=machine.work_center, skill=skill, skill_level=2, by=None
    )
    services.approve_routing(routing=routing, by=None)
    assert selectors.not_signed(in_force(frying(noodle, None))) == [kim]


def test_the_standard_that_says_most_comes_first(item, machine, django_assert_num_queries):
    noodle, cake = item("NOODLE"), item("CAKE")
    targets = [
        {"work_unit": machine},
        {"work_unit": machine, "item": noodle},
        {"item": noodle, "operation_number": 20},
        {"item": noodle, "operation_number": 20, "work_unit": machine},
    ]
    made = []
    for target in targets:
        version = services.add_standard(title="x", by=None, **target)
        services.add_part(version=version, part=StandardStep, text="x", by=None)
        made.append(in_force(version))
        found = selectors.version_at(item=noodle, operation_number=20, work_unit=machine)
        assert found == made[-1]
    with django_assert_num_queries(1):
        assert selectors.version_at(item=noodle, operation_number=30, work_unit=machine) == made[1]
    assert selectors.version_at(item=cake, operation_number=20, work_unit=machine) == made[0]
    assert selectors.version_at(item=noodle, operation_number=20) == made[2]
    assert selectors.version_at(item=cake, operation_number=20) is None


def test_limits_rise(item):
    version = frying(item("NOODLE"), None)
    values = {"version": version, "part": StandardLimit, "name": "유온", "unit": "°C", "by": None}
    services.add_part(**values, lower=Decimal(170), target=Decimal(180), upper=Decimal(190))
    services.add_part(**values, upper=Decimal(190))
    for wrong in ({"lower": Decimal(190), "upper": Decimal(170)}, {"lower": Decimal(170), "target": Decimal(160)}):
        with pytest.raises(Invalid, match="차례로"):
            services.add_part(**values, **wrong)
    with pytest.raises(Invalid):
        services.add_part(**values)


def test_every_edit_of_a_version_can_be_undone(item, writer):
    version = frying(item("NOODLE"), writer)
    services.add_part(version=version, part=StandardCheck, text="유온", frequency="2시간마다", by=writer)
    services.add_part(version=version, part=StandardHazard, text="화상", prevention="장갑", by=writer)
    services.change_version(version=version, gear=["gloves"], tools=["온도계"], by=writer)
    services.remove_part(row=version.standardsteps.get(), by=writer)
    assert [services.undo_draft_edit(head=version, by=writer) for _ in range(4)] == ["remove", "head", "add", "add"]
    version.refresh_from_db()
    assert (version.gear, version.tools, version.standardsteps.get().key_point) == ([], [], "170 °C 이상")
    assert not version.standardchecks.exists()
    assert not version.standardhazards.exists()


def test_pictures_and_videos_are_known_by_their_content(item, writer):
    version = frying(item("NOODLE"), writer)
    step = version.standardsteps.get()
    services.set_step_file(step=step, field="picture", data=PNG, by=writer)
    services.set_step_file(step=step, field="video", data=MP4, by=writer)
    assert step.picture.read() == PNG
    assert (step.picture.name.endswith(".png"), step.video.name.endswith(".mp4")) == (True, True)
    for field, data in (("picture", MP4), ("video", PNG), ("picture", b"<svg>"), ("picture", b"")):
        with pytest.raises(WrongFile):
            services.set_step_file(step=step, field=field, data=data, by=writer)
    with pytest.raises(WrongFile, match="5 MB"):
        services.set_step_file(step=step, field="picture", data=PNG + b"0" * 5 * 1024 * 1024, by=writer)
    new = in_force(version)
    later = services.new_version(standard=new.standard, change_note="", by=writer)
    services.set_step_file(step=later.standardsteps.get(), field="picture", data=PNG + b"new", by=writer)
    assert new.standardsteps.get().picture.read() == PNG


def test_a_standard_is_of_something_and_once(item, machine):
    noodle = item("NOODLE")
    for target in ({}, {"item": noodle}, {"operation_number": 20}):
        with pytest.raises(Invalid):
            services.add_standard(title="x", by=None, **target)
    services.add_standard(title="x", item=noodle, operation_number=20, by=None)
    with pytest.raises(Invalid, match="이미 있습니다"):
        services.add_standard(title="y", item=noodle, operation_number=20, by=None)
