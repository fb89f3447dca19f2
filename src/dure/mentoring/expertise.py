"""What mentors know and factories ask for, and how well. Pure.

Levels: 1 has worked with it, 2 has led it in one plant, 3 has led it in several plants, 4 has taught others to lead it.
"""

from enum import StrEnum


class Expertise(StrEnum):
    PROCESS = "process"
    QUALITY = "quality"
    MAINTENANCE = "maintenance"
    AUTOMATION = "automation"
    LOGISTICS = "logistics"
    PLANNING = "planning"
    MES = "mes"
    FIVE_S = "five_s"
    FOOD = "food"
    ENERGY = "energy"
    SAFETY = "safety"
    COST = "cost"


LOWEST, HIGHEST = 1, 4
