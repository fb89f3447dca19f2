"""Lines from the literature with what is known of them, to check proposals against.

Elements and their order: the collection of Scholl, Data of Assembly Line Balancing Problems, Schriften zur
Quantitativen Betriebswirtschaftslehre 16/1993, TH Darmstadt (assembly-line-balancing.de), whose sources are Mertens
(1967), Bowman (1960, p. 385), Jaeschke (1964), Jackson (1956), Mansoor (1964), Mitchell (1957), Heskiaoff (1968) and
Kilbridge and Wester (1961). OS and the sum of times are the collection's own description of each, so that a slip in
copying shows. Fewest stations: the set of Talbot, Patterson and Gehrlein, Management Science 32 (1986). Shortest
cycles of Kilbridge: Scholl's set for SALBP-2 (Scholl 1999, ch. 7).
"""

from dataclasses import dataclass, field

from dure.product.stations import Line


@dataclass(frozen=True)
class Known:
    """order_percent: OS, pairs in the transitive closure as a share of n(n-1)/2. fewest: cycle → stations.
    shortest: stations → cycle."""

    name: str
    times: str
    pairs: str
    total: int
    order_percent: float
    fewest: dict[int, int]
    shortest: dict[int, int] = field(default_factory=dict)

    def line(self) -> Line:
        pairs = [tuple(int(one) - 1 for one in pair.split(",")) for pair in self.pairs.split()]
        return Line([int(time) for time in self.times.split()], [(first, then) for first, then in pairs])


KNOWN = [
    Known(
        "Mertens", "1 5 4 3 5 6 5", "1,2 1,4 2,3 2,5 4,7 5,6", 29, 52.38,
        {6: 6, 7: 5, 8: 5, 10: 3, 15: 2, 18: 2},
    ),
    Known("Bowman", "11 17 9 5 8 12 10 3", "1,2 2,3 2,4 3,5 3,6 4,6 5,7 6,8", 75, 75, {20: 5}),
    Known(
        "Jaeschke", "5 3 4 5 4 5 1 4 6", "1,2 1,3 2,4 3,4 4,5 4,6 4,7 5,8 6,9 7,9 8,9", 37, 83.33,
        {6: 8, 7: 7, 8: 6, 10: 4, 18: 3},
    ),
    Known(
        "Jackson", "6 2 5 7 1 2 3 6 5 5 4", "1,2 1,3 1,4 1,5 2,6 3,7 4,7 5,7 6,8 7,9 8,10 9,11 10,11", 46, 58.18,
        {7: 8, 9: 6, 10: 5, 13: 4, 14: 4, 21: 3},
    ),
    Known(
        "Mansoor", "4 38 45 12 10 8 12 10 2 10 34", "1,4 2,4 2,5 3,11 4,6 5,7 6,8 7,9 8,10 9,10 10,11", 185, 60,
        {48: 4, 62: 3, 94: 2},
    ),
    Known(
        "Mitchell", "4 3 9 5 9 4 8 7 5 1 3 1 5 3 5 3 13 5 2 3 7",
        "1,2 1,3 2,21 3,4 4,5 4,21 5,6 5,7 6,8 7,8 7,14 8,9 9,10 9,11 9,12 9,13 10,15 11,15 12,15 13,17 13,18 14,19"
        " 15,16 15,18 16,17 17,20 18,19", 105, 70.95,
        {14: 8, 15: 8, 21: 5, 26: 5, 35: 3, 39: 3},
    ),
    Known(
        "Heskiaoff", "70 59 33 6 1 27 17 62 31 53 21 19 108 52 5 8 97 8 47 67 17 8 3 21 107 3 2 72",
        "1,3 1,4 1,5 1,8 1,19 1,21 1,22 1,23 1,24 1,26 2,6 2,17 3,28 4,28 5,28 6,7 7,18 8,9 9,10 10,11 10,12 11,15"
        " 12,13 13,14 13,16 14,28 15,28 16,28 17,28 18,28 19,20 20,28 21,28 22,28 23,28 24,25 25,28 26,27 27,28",
        1024, 22.49, {138: 8, 205: 5, 216: 5, 256: 4, 324: 4, 342: 3},
    ),
    Known(
        "Kilbridge",
        "9 9 10 10 17 17 13 13 20 20 10 11 6 22 11 19 12 3 7 4 55 14 27 29 26 6 5 24 4 5 7 4 15 3 7 9 4 7 5 4"
        " 21 12 6 5 5",
        "1,3 1,7 2,4 2,8 3,5 4,6 5,9 6,10 7,9 7,14 8,10 8,14 9,41 10,41 11,13 12,13 12,37 13,14 13,15 14,17 14,25"
        " 14,29 14,30 14,31 14,32 15,16 15,18 15,23 15,24 16,19 17,26 17,27 18,19 19,20 19,33 20,21 21,22 22,28"
        " 23,33 24,33 25,26 26,38 27,28 27,33 28,38 29,41 30,41 31,41 32,41 33,34 33,35 33,36 34,38 35,40 36,38"
        " 37,43 38,40 39,41 40,41 41,42 42,44 42,45", 552, 44.55,
        {57: 10, 79: 7, 92: 6, 110: 6, 138: 4, 184: 3},
        {3: 184, 4: 138, 5: 111, 6: 92, 7: 79, 8: 69, 9: 62, 10: 56, 11: 55},
    ),
]  # fmt: skip
