"""Where mentors live and factories stand: the fourteen cities and counties of Jeonbuk, and how far it is. Pure.

Places are those of the city's or county's office, rounded to a hundredth of a degree (about a kilometre).
"""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_KM = 6371.0
"""Mean radius of the earth."""
ROAD_FACTOR = 1.3
"""Kilometres by road for one as the crow flies: a usual figure for a country of valleys, told with each result."""


class Point(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


CITIES: dict[str, Point] = {
    "jeonju": Point(35.82, 127.15),
    "gunsan": Point(35.97, 126.74),
    "iksan": Point(35.95, 126.96),
    "jeongeup": Point(35.57, 126.86),
    "namwon": Point(35.42, 127.39),
    "gimje": Point(35.80, 126.88),
    "wanju": Point(35.90, 127.16),
    "jinan": Point(35.79, 127.42),
    "muju": Point(36.01, 127.66),
    "jangsu": Point(35.65, 127.52),
    "imsil": Point(35.62, 127.29),
    "sunchang": Point(35.37, 127.14),
    "gochang": Point(35.44, 126.70),
    "buan": Point(35.73, 126.73),
}
ELSEWHERE = "elsewhere"


def place_of(city: str, latitude: float | None, longitude: float | None) -> Point | None:
    """The exact place when it is known, else that of the city; None elsewhere without one."""
    if latitude is not None and longitude is not None:
        return Point(latitude, longitude)
    return CITIES.get(city)


def crow_km(one: Point, other: Point) -> float:
    """Kilometres as the crow flies, by the haversine formula (Sinnott, Sky & Telescope 68, 1984, p. 159)."""
    north = radians(other.latitude - one.latitude) / 2
    east = radians(other.longitude - one.longitude) / 2
    chord = sin(north) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, chord)))


def road_km(one: Point, other: Point, factor: float = ROAD_FACTOR) -> float:
    """Kilometres by road, as guessed from those of the crow."""
    return crow_km(one, other) * factor
