"""Locking papers and their lines, always in one order, so that sessions that wait never wait for each other."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Line = TypeVar("Line", bound=Model)


def locked_with(paper: str, lines: QuerySet[Line]) -> list[Line]:
    """The lines by id, with their papers (the relation `paper`), all locked: first the papers, then the lines.

    In two statements: one that waited for a line would still tell of its paper what was true before
    it waited. Who also moves goods locks what was sent or received first, then its orders, then takes numbers.
    """
    papers = getattr(lines.model, paper).field.related_model
    for _ in papers.objects.select_for_update().filter(pk__in=lines.order_by().values(paper)).order_by("pk"):
        pass
    return list(lines.select_for_update(of=("self",)).select_related(paper).order_by("pk"))
