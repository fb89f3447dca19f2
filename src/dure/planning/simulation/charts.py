"""How many pieces of a process are bad, and the control chart that watches it: the product's own rules. Pure."""

from dataclasses import dataclass, field
from random import Random

from dure.planning.simulation.plant import Information, Quality
from dure.quality.spc.distributions import below
from dure.quality.spc.measured import Base, Estimator, means
from dure.quality.spc.run_lengths import PATTERNS
from dure.quality.spc.runs import LONGEST, fired


def bad_share(quality: Quality | None, shift: float) -> float:
    """Scrap, and what lies beyond the limits of a normal process whose mean is off by so many standard deviations."""
    if quality is None:
        return 0.0
    outside = below(-quality.tolerance - shift) + below(-quality.tolerance + shift)
    return quality.scrap_share + (1 - quality.scrap_share) * outside


@dataclass(slots=True)
class Chart:
    """Means of samples against known limits. left: running minutes until the next sample."""

    know: Information
    chance: Random
    left: float = 0.0
    z: list[float | None] = field(default_factory=list)
    base: Base = field(init=False)
    longest: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.know.sample_every_min
        self.base = Base(0.0, 1.0, self.know.sample_size, Estimator.RANGE, 1e9, 25)
        self.longest = max((PATTERNS[one][1] if one in PATTERNS else LONGEST for one in self.know.rules), default=1)

    def alarms(self, shift: float) -> bool:
        """Take a sample; whether a rule fires with it. After an alarm the chart begins anew."""
        self.left = self.know.sample_every_min
        values = [self.chance.gauss(shift, 1.0) for _ in range(self.know.sample_size)]
        self.z = [*self.z, *means(self.base, [values]).z][-self.longest :]
        is_alarm = any(one.at == len(self.z) - 1 for one in fired(self.z, self.know.rules))
        if is_alarm:
            self.z = []
        return is_alarm
