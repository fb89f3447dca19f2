"""What drawings share: round steps, and words that stand in them as text."""

import pytest

from dure.web.drawing import round_step, svg


@pytest.mark.parametrize(("raw", "step"), [(0.07, 0.1), (1, 1), (1.2, 2), (2.3, 2.5), (26, 50), (51, 100)])
def test_steps_are_round_and_not_below_what_is_asked(raw, step):
    assert round_step(raw) == pytest.approx(step)


def test_words_of_a_drawing_are_text():
    drawn = svg("way", "<b>", "a & b", "<g/>", css="chart", size=(10, 5))
    assert drawn == (
        '<svg class="chart" viewBox="0 0 10 5" role="img" aria-labelledby="way-t way-d">'
        '<title id="way-t">&lt;b&gt;</title><desc id="way-d">a &amp; b</desc><g/></svg>'
    )
