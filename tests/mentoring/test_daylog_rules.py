"""Saves of two devices, in any order and with any of them lost for a while: nothing that was written is lost."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from dure.mentoring.daylog import SaveState, judge


@dataclass
class Plant:
    """A day at the plant: key → (base, text, state). same: those that said what was in force already."""

    saves: dict[str, tuple[str | None, str, SaveState]] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)

    def of(self, state: SaveState) -> list[str]:
        return [key for key, (_base, _text, found) in self.saves.items() if found is state]

    def take(self, key: str, base: str | None, text: str) -> SaveState:
        current = next(iter(self.of(SaveState.CURRENT)), None)
        is_same = current is not None and self.saves[current][1] == text
        if is_same:
            self.same.add(key)
        verdict = judge(base=base, current=current, conflicts=self.of(SaveState.CONFLICT), is_same=is_same)
        if verdict.replaces is not None:
            before = self.saves[verdict.replaces]
            self.saves[verdict.replaces] = (*before[:2], SaveState.REPLACED)
        self.saves[key] = (base, text, verdict.state)
        return verdict.state


def test_one_device_after_the_other():
    plant = Plant()
    assert plant.take("a1", None, "x") is SaveState.CURRENT
    assert plant.take("b1", "a1", "x y") is SaveState.CURRENT
    assert plant.of(SaveState.REPLACED) == ["a1"]


def test_two_devices_at_once():
    plant = Plant()
    plant.take("a1", None, "x")
    assert plant.take("b1", None, "y") is SaveState.CONFLICT
    # The device that was away writes on; its conflict stays one.
    assert plant.take("b2", "b1", "y z") is SaveState.CONFLICT
    assert (plant.of(SaveState.CURRENT), plant.of(SaveState.CONFLICT)) == (["a1"], ["b2"])


def test_the_same_words_on_two_devices_are_no_conflict():
    plant = Plant()
    plant.take("a1", None, "x")
    assert plant.take("b1", None, "x") is SaveState.REPLACED
    assert plant.of(SaveState.CONFLICT) == []


STEP = st.tuples(st.integers(0, 2), st.sampled_from(["write", "look", "send"]), st.sampled_from("xyz"))


@given(st.lists(STEP, max_size=40))
def test_every_text_is_in_force_open_to_choose_or_was_written_over_by_somebody_who_saw_it(steps):
    plant, seen, queues = Plant(), [None] * 3, [[], [], []]
    for number, (device, act, text) in enumerate(steps):
        if act == "write":
            key = f"{device}-{number}"
            queues[device].append((key, seen[device], f"{text}{number % 5}"))
            seen[device] = key
        elif act == "send":
            for save in queues[device]:
                plant.take(*save)
            queues[device] = []
        elif not queues[device]:
            seen[device] = next(iter(plant.of(SaveState.CURRENT)), None)
    for queue in queues:
        for save in queue:
            plant.take(*save)
    assert len(plant.of(SaveState.CURRENT)) == (1 if plant.saves else 0)
    written_on = {base for base, _text, _state in plant.saves.values()}
    replaced = set(plant.of(SaveState.REPLACED))
    assert replaced <= written_on | plant.same
    conflicts = plant.of(SaveState.CONFLICT)
    assert not written_on & set(conflicts), "a conflict that was written on gave its place away"
