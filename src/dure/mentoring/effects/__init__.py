"""What came of a change: before against after, of one figure a day, and what may not be claimed of it. Pure.

`estimate` measures, `sustained` asks later whether it has held, `saving` turns it into won,
`overlaps` says which savings may be the same won. Results are codes and
figures; sentences are made by who shows them. The method and its measured coverage stand in
docs/reference/mentoring-effects.md and docs/decisions/0108-what-a-before-and-after-may-claim.md.

Days are numbers that rise by one a day (`date.toordinal()`); a day without a figure is left out of the mapping.
"""

from dure.mentoring.effects.definitions import DEFINITIONS, Definition, part_of, versions_of
from dure.mentoring.effects.estimating import estimate
from dure.mentoring.effects.lasting import AGES, Held, Sustained, sustained
from dure.mentoring.effects.power import detectable, enough
from dure.mentoring.effects.ratio import Part, Split, split
from dure.mentoring.effects.result import Caution, Code, Days, Estimate, Method, Season, Shape, TooLittle
from dure.mentoring.effects.saving import Formula, Saving, saving
from dure.mentoring.effects.together import EVERYWHERE, Claim, Overlap, overlaps

__all__ = [
    "AGES",
    "DEFINITIONS",
    "EVERYWHERE",
    "Caution",
    "Claim",
    "Code",
    "Days",
    "Definition",
    "Estimate",
    "Formula",
    "Held",
    "Method",
    "Overlap",
    "Part",
    "Saving",
    "Season",
    "Shape",
    "Split",
    "Sustained",
    "TooLittle",
    "detectable",
    "enough",
    "estimate",
    "overlaps",
    "part_of",
    "saving",
    "split",
    "sustained",
    "versions_of",
]
