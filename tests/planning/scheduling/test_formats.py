"""Files of benchmark sets become problems; what can't be read says why."""

import pytest

from dure.kernel.errors import Invalid
from dure.planning.scheduling.formats import as_json, read
from dure.planning.scheduling.problem import After, Job, Mode, Operation, Unit
from tests import recordings

FOLDERS = {
    "jsp": "jsp", "jsp_large": "jsp", "jsp_industrial": "jsp", "fjsp": "fjsp", "fjsp_sdst": "fjsp-sdst",
    "jsp_sdst": "jsp-sdst", "sme": "sme",
}  # fmt: skip


def test_a_job_shop() -> None:
    found = read("2 2\n0 3 1 2\n1 4\n", "jsp")
    assert found.units == (Unit(), Unit())
    assert found.jobs == (
        Job((Operation((Mode(0, 3),)), Operation((Mode(1, 2),), after=(After(0),)))),
        Job((Operation((Mode(1, 4),)),)),
    )


def test_a_flexible_shop_with_set_ups_by_operation() -> None:
    """Machines are counted from 1 in the file; each operation is a state of its own."""
    found = read("1 2\n2 2 1 25 2 37 1 2 32\n0 6\n7 0\n0 8\n9 0\n", "fjsp-sdst")
    (job,) = found.jobs
    assert [one.modes for one in job.operations] == [(Mode(0, 25), Mode(1, 37)), (Mode(1, 32),)]
    assert [one.state for one in job.operations] == [0, 1]
    assert (found.setup_min(0, 0, 1), found.setup_min(1, 1, 0), found.setup_min(1, None, 0)) == (6, 9, 0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "jsp"), ("2 2\n0 3\n", "jsp"), ("1 1\n0 3 1\n", "jsp"), ("1 1\n1 1 0\n", "fjsp"),
     ("1 1\n1 1 0 1.5\n", "fjsp"), ("1 1\n1 1 0 5 9\n", "fjsp"),
     ("{}", "sme"), ("[", "dure"), ("1 1\n5 3\n", "jsp"), ("x", "csv")],
)  # fmt: skip
def test_what_can_not_be_read_says_why(text: str, kind: str) -> None:
    with pytest.raises(Invalid):
        read(text, kind)


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_the_public_sets_are_read_and_written_again(folder: str) -> None:
    files = sorted((recordings.folder().parent / "bench" / folder).iterdir(), key=lambda file: file.stat().st_size)
    for file in files:
        problem = read(file.read_text("utf-8"), FOLDERS[folder])
        assert problem.size >= len(problem.jobs) > 0
    smallest = read(files[0].read_text("utf-8"), FOLDERS[folder])
    assert read(as_json(smallest), "dure") == smallest
