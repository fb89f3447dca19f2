"""A picture is made once for all who ask, and never older than the asker's own last act."""

from threading import Event, Thread

from dure.production.tablets import shelf as shelves
from dure.production.tablets.shelf import Shelf

HERE = (1, "ko")
ANN, BEN = (1, None), (None, 2)
"""A tablet, and somebody on a phone."""


def test_made_once_for_those_who_ask_together():
    shelf, made = Shelf(), []
    for who in (ANN, BEN, ANN, BEN):
        shelf.get(HERE, who, lambda: made.append(1) or {"n": len(made)})
    assert made == [1]
    shelf.get((2, "ko"), ANN, lambda: made.append(1) or {})
    assert made == [1, 1]


def test_who_has_acted_gets_it_anew_and_others_get_that():
    shelf = Shelf()
    assert shelf.get(HERE, ANN, lambda: {"n": 1}) == {"n": 1}
    shelf.changed(ANN)
    assert shelf.get(HERE, BEN, lambda: {"n": 2}) == {"n": 1}
    assert shelf.get(HERE, ANN, lambda: {"n": 3}) == {"n": 3}
    assert shelf.get(HERE, BEN, lambda: {"n": 4}) == {"n": 3}


def test_others_see_an_act_once_the_picture_is_old(monkeypatch):
    shelf = Shelf()
    assert shelf.get(HERE, BEN, lambda: {"n": 1}) == {"n": 1}
    shelf.changed(ANN)
    monkeypatch.setattr(shelves, "FRESH_S", 0.0)
    assert shelf.get(HERE, BEN, lambda: {"n": 2}) == {"n": 2}


def test_what_was_begun_before_an_act_isnt_given_out_after_it():
    shelf, begun, may_end = Shelf(), Event(), Event()

    def slow():
        begun.set()
        assert may_end.wait(10)
        return {"n": "old"}

    other = Thread(target=lambda: shelf.get(HERE, BEN, slow))
    other.start()
    assert begun.wait(10)
    shelf.changed(ANN)
    may_end.set()
    other.join(10)
    assert shelf.get(HERE, ANN, lambda: {"n": "new"}) == {"n": "new"}
