"""Words of factories in Korean and English that stand for one thing, so that either finds the other. Pure.

The first Korean word of a row is taught to the analyser as one word, where it would take it apart.
"""

from collections.abc import Iterator

ROWS = """
용접|weld
불량|defect|reject
재작업|rework
금형|mold|mould|die
사출|injection
프레스|press|stamping
절삭|machining|cutting
절삭유|coolant
도장|painting|coating
도금|plating
열처리|heat treatment
주조|casting
단조|forging
조립|assembly
포장|packing|packaging
검사|inspection
육안|visual
측정|measurement
설비|machine|equipment
고장|breakdown|failure
정지|stop|stoppage
보전|maintenance
윤활|lubrication
누유|leak|leakage
청소|cleaning
공구|tool
지그|jig|fixture
교체|changeover|replacement
준비|setup
조정|adjustment
대기|waiting
운반|transport|handling
재고|stock|inventory
납기|delivery
에너지|energy
전력|electricity
압축공기|compressed air
온도|temperature
습도|humidity
압력|pressure
속도|speed
시간|time
사람|people
안전|safety
표준|standard
공정|process
병목|bottleneck
자동화|automation
로봇|robot
카메라|camera|vision
센서|sensor
컨베이어|conveyor
나사|screw
볼트|bolt
먼지|dust
이물|foreign|contamination
긁힘|scratch
기포|bubble|porosity
버|burr
원가|cost
""".strip()


def groups() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(Korean word, its English words)."""
    for row in ROWS.splitlines():
        korean, *english = row.split("|")
        yield korean, tuple(english)
