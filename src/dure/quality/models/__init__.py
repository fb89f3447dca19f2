"""Tables of quality."""

from dure.quality.models.ccp import CcpAnchor, CcpRecord, CleaningCheck
from dure.quality.models.charts import Chart, ChartLimits, ChartSignal
from dure.quality.models.gauges import Calibration, Gauge, GaugeStudy, StudyReading
from dure.quality.models.haccp import ControlPoint, HaccpPlan, HaccpVersion, Hazard
from dure.quality.models.inspections import Inspection, InspectionLine, Measurement
from dure.quality.models.nonconformance import Action, Cause, Nonconformance
from dure.quality.models.plans import Characteristic, InspectionPlan
from dure.quality.models.sampling import SamplingRow, SamplingTable, Severity, SupplyState

__all__ = [
    "Action",
    "Calibration",
    "Cause",
    "CcpAnchor",
    "CcpRecord",
    "Characteristic",
    "Chart",
    "ChartLimits",
    "ChartSignal",
    "CleaningCheck",
    "ControlPoint",
    "Gauge",
    "GaugeStudy",
    "HaccpPlan",
    "HaccpVersion",
    "Hazard",
    "Inspection",
    "InspectionLine",
    "InspectionPlan",
    "Measurement",
    "Nonconformance",
    "SamplingRow",
    "SamplingTable",
    "Severity",
    "StudyReading",
    "SupplyState",
]  # fmt: skip
