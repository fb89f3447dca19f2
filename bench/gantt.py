"""How smoothly the Gantt of a schedule scrolls and zooms. Run: python -m bench.gantt

The page's own template, style and scripts, with a made-up schedule of 50 units, two weeks and 2,000 operations, in
Chromium at 1440 × 900: five seconds each of scrolling along the time with all units in turn, of scrolling with the
whole plan in sight, and of zooming in and out at the wheel. Counted are the times from frame to frame as the browser
gives them, with a screen of 60 Hz: 16.7 ms is the least, and a frame that comes too late counts twice that or more.
Told beside them is what drawing takes of a frame, and what the browser with all its processes computes for one. The
same without the Gantt at work tells what the computer itself makes late.
"""

import argparse
import os
import sys
from typing import Any

from bench._figures import QUICK, Figure, median, quantile, skip, tell

LIMIT_MS = 16.7
TOLD_MS = 0.1
"""The browser tells its times to a tenth, so that two of them differ by a tenth more or less."""
SECONDS = 2 if QUICK else 5
DEEDS = {"rest": "nothing", "scroll": "scrolling along time and units", "whole": "scrolling through the whole plan",
         "zoom": "zooming"}  # fmt: skip
MEASURE = """([deed, seconds]) => new Promise((done) => {
  const box = document.querySelector(".gantt-view"), frames = [], paints = [];
  document.querySelector(`[data-do=${deed === "whole" ? "fit" : "today"}]`).click();
  const wheel = (deltaY) => {
    const {left, top, width} = box.getBoundingClientRect();
    const place = {clientX: left + width / 2, clientY: top + 200};
    box.dispatchEvent(new WheelEvent("wheel", {deltaY, ctrlKey: true, cancelable: true, ...place}));
  };
  const act = {
    rest: () => {},
    scroll: (t) => box.scrollTo(1500 + 1500 * Math.sin(t / 900), 500 + 500 * Math.sin(t / 700)),
    whole: (t) => box.scrollTo(0, 500 + 500 * Math.sin(t / 500)),
    zoom: (t) => wheel(Math.sin(t / 600) > 0 ? -14 : 14),
  }[deed];
  let first = null, last = null;
  const turn = (at) => {
    first ??= at;
    if (last !== null) frames.push(at - last);
    last = at;
    if (at - first > seconds * 1000) {
      delete chart.paint;
      return done({frames, paints});
    }
    act(at - first);
    requestAnimationFrame(turn);
  };
  const chart = document.querySelector(".gantt").chart, paint = chart.paint.bind(chart);
  chart.paint = () => {
    const at = performance.now();
    paint();
    paints.push(performance.now() - at);
  };
  setTimeout(() => requestAnimationFrame(turn), 500);
})"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.gantt", description=__doc__)
    parser.add_argument("--operations", type=int, default=2_000)
    given = parser.parse_args()
    try:
        found = measured(given.operations)
    except ImportError as error:
        return skip(f"{error.name} is missing")
    figures = [_figure(deed, found[deed]) for deed in DEEDS]
    drawing = [ms for deed in DEEDS for ms in found[deed]["paints"]]
    return tell(
        *figures,
        Figure("– drawing of a frame, median and p95", f"{median(drawing):.1f} ms, {quantile(drawing, 0.95):.1f} ms"),
    )


def _figure(deed: str, times: dict[str, Any]) -> Figure:
    frames = times["frames"]
    p95 = round(quantile(frames, 0.95), 1)
    said = f"median {median(frames):.1f} ms, p95 {p95:.1f} ms, {len(frames)} frames, longest {max(frames):.0f} ms"
    said += f"; CPU of the browser {times['cpu_ms'] / len(frames):.1f} ms a frame"
    name = f"frames of the Gantt, {DEEDS[deed]}"
    if deed == "rest":
        return Figure(name, said)
    return Figure(name, said, f"p95 ≤ {LIMIT_MS} ms", p95 <= LIMIT_MS + TOLD_MS)


def measured(operations: int) -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dure.config.settings")
    # Playwright runs its loop in this thread; nothing of Django's waits on it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import _executable
    from tests.browser.gantt import made_up, serving

    with serving(made_up(tasks=operations)) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_executable(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, timezone_id="Asia/Seoul")
        page.goto(f"{server.url}/planning/schedule/12/")
        page.wait_for_selector(".gantt[data-loaded]")
        page.evaluate(MEASURE, ["scroll", 1])
        found = {}
        for deed in DEEDS:
            before = _cpu_s()
            found[deed] = page.evaluate(MEASURE, [deed, SECONDS])
            found[deed]["cpu_ms"] = (_cpu_s() - before) * 1000
        browser.close()
    return found


def _cpu_s() -> float:
    """What the browser with all its processes has computed so far."""
    import psutil

    times = [process.cpu_times() for process in psutil.Process().children(recursive=True)]
    return sum(time.user + time.system for time in times)


if __name__ == "__main__":
    sys.exit(main())
