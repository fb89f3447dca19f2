"""The machines of the demonstration plant. Pure data."""

from dataclasses import dataclass, field
from typing import Final

NOODLE: Final = "noodle"
SAUCE: Final = "sauce"
WORKSHOP: Final = "workshop"

OPC = {"producing": "Execute", "idle": "Idle", "setup": "Resetting", "down": "Aborted", "off": "Off"}
PLAIN = {"producing": "RUN", "idle": "IDLE", "setup": "SETUP", "down": "FAULT", "off": "OFF"}
KOREAN = {"producing": "가동", "idle": "대기", "setup": "SETUP", "down": "고장", "off": "OFF"}
TOOL = {"producing": "ACTIVE", "idle": "INTERRUPTED", "setup": "SETUP", "down": "STOPPED", "off": "PROGRAM_STOPPED"}


@dataclass(frozen=True, slots=True)
class Temperature:
    """A measurement that swings around `mean` and drifts away from it by `drift_a_day` until it is set right weekly."""

    mean: float
    swing: float = 1.5
    drift_a_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine.

    cycle_s: seconds a piece. pieces: pieces a cycle. reject_rate: share of rejects. speaks: its protocol.
    words: what it calls its states; empty for a machine that only counts. run_min, stop_share:
    mean minutes between stops and the share of them that are breakdowns. modulus: where its
    counter starts again. resets: whether its counter is cleared in the early shift's lunch.
    drops: whether its line is lost now and then. shifts: which it works. better_run_min: run_min since the plant
    improved it; 0 for one that is as it was.
    """

    code: str
    name: str
    line: str
    speaks: str
    cycle_s: float
    reject_rate: float = 0.0
    words: dict[str, str] = field(default_factory=dict, compare=False)
    run_min: float = 40
    better_run_min: float = 0
    breakdown_share: float = 0.25
    modulus: int = 0
    resets: bool = False
    drops: bool = False
    shifts: str = "AB"
    temperature: Temperature | None = None
    manufacturer: str = ""
    model: str = ""


FLEET: Final = (
    Machine(
        "MIX-01",
        "반죽 혼합기",
        NOODLE,
        "modbus",
        180,
        shifts="ABN",
        modulus=65_536,
        run_min=90,
        breakdown_share=0.1,
        temperature=Temperature(24),
        manufacturer="가온기계",
        model="GM-300",
    ),
    Machine(
        "EXT-01",
        "압출 제면기",
        NOODLE,
        "opcua",
        9,
        0.012,
        OPC,
        shifts="ABN",
        temperature=Temperature(96, 2.0, drift_a_day=0.45),
        manufacturer="가온기계",
        model="GE-120",
    ),
    Machine(
        "STM-01",
        "증숙기",
        NOODLE,
        "sparkplug",
        12,
        0.004,
        PLAIN,
        shifts="ABN",
        run_min=70,
        temperature=Temperature(101, 1.0),
        manufacturer="한빛스팀",
        model="HS-9",
    ),
    Machine(
        "DRY-01",
        "건조기 1호",
        NOODLE,
        "mqtt",
        12,
        0.006,
        KOREAN,
        shifts="ABN",
        run_min=80,
        breakdown_share=0.15,
        temperature=Temperature(46, 2.5),
        manufacturer="한빛스팀",
        model="HD-40",
    ),
    Machine(
        "PKG-01",
        "자동 포장기",
        NOODLE,
        "modbus",
        2.4,
        0.009,
        shifts="ABN",
        modulus=65_536,
        run_min=22,
        better_run_min=60,
        breakdown_share=0.2,
        manufacturer="두손포장",
        model="DP-2400",
    ),
    Machine(
        "FIL-01",
        "소스 충전기",
        SAUCE,
        "sparkplug",
        4,
        0.007,
        PLAIN,
        resets=True,
        run_min=35,
        temperature=Temperature(82, 1.2),
        manufacturer="맑은충전",
        model="MF-8",
    ),
    Machine("CAP-01", "캡핑기", SAUCE, "http", 4, 0.005, run_min=30, manufacturer="맑은충전", model="MC-8"),
    Machine(
        "LBL-01", "라벨기", SAUCE, "csv", 4.5, 0.003, drops=False, run_min=45, manufacturer="두손포장", model="DL-60"
    ),
    Machine(
        "CNC-01",
        "금형 가공기",
        WORKSHOP,
        "mtconnect",
        420,
        0.0,
        TOOL,
        shifts="A",
        run_min=120,
        breakdown_share=0.1,
        manufacturer="새길정밀",
        model="SV-500",
    ),
    Machine(
        "LTH-01",
        "선반",
        WORKSHOP,
        "shdr",
        240,
        0.0,
        TOOL,
        shifts="A",
        drops=True,
        run_min=100,
        breakdown_share=0.1,
        manufacturer="새길정밀",
        model="SL-20",
    ),
)

BY_CODE: Final = {machine.code: machine for machine in FLEET}
CAUSES: Final = ("film", "jam", "sensor", "motor", "material", "cleaning")
"""Causes of breakdowns; the plant's list of reasons has them too."""
