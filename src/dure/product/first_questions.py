"""The questions of a first 3정5S check list. Pure; texts are message ids."""


def mark(text: str) -> str:
    """Marks a text for translation where it is written; it is translated where it is used."""
    return text


LIST_NAME = mark("First 3 rights and 5S check list")
FIRST_QUESTIONS: list[tuple[str, str]] = [
    ("sort", mark("Nothing lies here that isn't needed for the work.")),
    ("sort", mark("What isn't needed carries a red tag with a date.")),
    ("set", mark("Aisles and work places are marked and free.")),
    ("set", mark("Tools hang or lie where they are used and can be taken with one hand.")),
    ("shine", mark("Floor, machines and windows are clean.")),
    ("shine", mark("Leaks of oil, water and air are found and mended.")),
    ("standardise", mark("A cleaning plan says who cleans what and when.")),
    ("standardise", mark("What is normal can be seen at a glance: limits are marked on gauges.")),
    ("sustain", mark("Rules are kept without being told.")),
    ("sustain", mark("Findings of the last audit are put right.")),
    ("place", mark("Everything has a place with an address.")),
    ("place", mark("Everything lies at its place now.")),
    ("thing", mark("Every place says what belongs there.")),
    ("thing", mark("Containers and lots carry a label that is right.")),
    ("amount", mark("Smallest and largest amounts are marked at the shelf.")),
    ("amount", mark("Amounts are within the marks.")),
]
