"""The 1000-point table that Dure ships. Pure; texts are message ids.

It has the published frame of the Korean model: four areas of 100, 400, 400 and 100 points, ten modules, and
what each module is about (Ministry of Trade, Industry and Energy, 2015). How the points of an area
are split, the questions, the meaning of levels and the cut-offs are our own (docs/reference/mentoring-diagnosis.md).
"""

from dure.mentoring.first_items import FirstItem, FirstModule, FirstTable
from dure.mentoring.measured import mark

_LEVELS = (
    mark("Nothing is done about it."),
    mark("Done now and then, kept on paper or in heads."),
    mark("Done by a rule, and what happened is collected and can be seen."),
    mark("What was collected is analysed, and people act on it in time."),
    mark("Analysed before it happens: plans and limits follow from the data."),
    mark("Runs by itself within limits that people set, across departments and partners."),
)
_TREND = (
    mark("It is not measured."),
    mark("Measured, no better than a year ago."),
    mark("A little better than a year ago."),
    mark("Clearly better than a year ago, and the cause is known."),
    mark("Its goal is reached two years running."),
    mark("Its goal is reached three years running, and the goal is that of the best in the sector."),
)
_STRATEGY = mark("Strategy")
_PROCESS = mark("Process")
_SYSTEMS = mark("Information systems and automation")
_RESULTS = mark("Outcomes")
_KOREAN = (
    FirstModule(
        _STRATEGY,
        "leadership",
        mark("Leadership and strategy"),
        (
            FirstItem(
                mark("Management says why the plant becomes smarter, gives it people and money, and follows it up."),
                25,
                mark("Minutes, budget"),
            ),
            FirstItem(
                mark("There is a plan of several years that says which processes come first and why."),
                25,
                mark("Plan with years and money"),
            ),
            FirstItem(mark("Tasks have an owner and a date, and what is late is noticed."), 25, mark("List of tasks")),
            FirstItem(
                mark("Figures of success are fixed, measured, and lead to the next improvement."),
                25,
                mark("KPI report"),
            ),
        ),
    ),
    FirstModule(
        _PROCESS,
        "development",
        mark("Product development"),
        (
            FirstItem(
                mark("Drawings and designs are kept with revisions, and the floor sees only the one in force."),
                27,
                mark("Drawing list, change requests"),
            ),
            FirstItem(
                mark("Development goes by steps with dates, tests and approvals."),
                26,
                mark("Development schedule, test reports"),
            ),
            FirstItem(
                mark("Processes of new products are worked out and tried before they go to the floor."),
                27,
                mark("Process plan, trial report"),
            ),
        ),
    ),
    FirstModule(
        _PROCESS,
        "planning",
        mark("Production planning"),
        (
            FirstItem(
                mark("Items, BOMs, routings and standard times are written down and kept right."),
                20,
                mark("Master data, share of items with a BOM"),
            ),
            FirstItem(
                mark("Demand and orders are known in time, and due dates are promised by capacity and stock."),
                20,
                mark("Order list, on-time deliveries"),
            ),
            FirstItem(
                mark("The plan follows from orders, stock and machines, and is made again when something changes."),
                20,
                mark("Schedule, changes of a week"),
            ),
        ),
    ),
    FirstModule(
        _PROCESS,
        "control",
        mark("Process control"),
        (
            FirstItem(
                mark("Work is given to machines and people by a rule, with what they need for it."),
                15,
                mark("Work orders with what belongs to them"),
            ),
            FirstItem(
                mark("How far each order has come is seen without walking."), 15, mark("Board of work in progress")
            ),
            FirstItem(
                mark("Stops and troubles are noticed at once, with cause and time to mend."),
                15,
                mark("Stops with reasons"),
            ),
            FirstItem(
                mark("Stock between processes is counted, limited, and found where it should be."),
                15,
                mark("Count, kanban"),
            ),
        ),
    ),
    FirstModule(
        _PROCESS,
        "quality",
        mark("Quality management"),
        (
            FirstItem(
                mark("Defects are prevented: error proofing, control charts, conditions held within limits."),
                16,
                mark("Control plan, charts"),
            ),
            FirstItem(
                mark("Causes of defects and claims are found and put right for good."),
                16,
                mark("Nonconformance reports"),
            ),
            FirstItem(
                mark("Standards are up to date, and audits show whether they are kept."),
                16,
                mark("Work standards, audit reports"),
            ),
            FirstItem(
                mark("Inspection goes by plan, with results that lead back to the lot."), 16, mark("Inspection results")
            ),
            FirstItem(
                mark("Gauges are calibrated, and the ways of measuring are known to be good enough."),
                16,
                mark("Calibration list, gauge studies"),
            ),
        ),
    ),
    FirstModule(
        _PROCESS,
        "equipment",
        mark("Equipment management"),
        (
            FirstItem(
                mark("Running, standing and idle time of machines is known, with losses by kind."),
                15,
                mark("OEE by machine"),
            ),
            FirstItem(
                mark("Machines are looked after by plan, and repairs are recorded with time and cause."),
                15,
                mark("Maintenance plans and jobs"),
            ),
            FirstItem(
                mark("Spare parts that stop a machine are in stock, with least amounts."), 15, mark("Spare part list")
            ),
            FirstItem(
                mark("Moulds, jigs and tools have a place, a life, and a history."), 15, mark("Tool list with shots")
            ),
        ),
    ),
    FirstModule(
        _PROCESS,
        "logistics",
        mark("Logistics"),
        (
            FirstItem(
                mark("Suppliers and subcontractors know what is needed when, and are judged by figures."),
                20,
                mark("Supplier figures"),
            ),
            FirstItem(
                mark("The store knows place, lot and amount, first in goes first out."),
                20,
                mark("Stock by place and lot"),
            ),
            FirstItem(
                mark("What is shipped is checked against the order and can be traced."),
                20,
                mark("Delivery notes, scans"),
            ),
        ),
    ),
    FirstModule(
        _SYSTEMS,
        "systems",
        mark("Information systems"),
        (
            FirstItem(
                mark("Orders, purchasing, stock and books are one system that people work in every day (ERP)."),
                50,
                mark("ERP in use"),
            ),
            FirstItem(
                mark("Suppliers and customers exchange orders and stock by systems (SCM)."),
                50,
                mark("Messages exchanged"),
            ),
            FirstItem(
                mark("Work orders, results, quality and stops come from the floor as they happen (MES)."),
                50,
                mark("Share counted by machines"),
            ),
            FirstItem(
                mark("Drawings, BOMs and changes are kept in one place with approval (PLM)."),
                50,
                mark("Change with its approval"),
            ),
            FirstItem(mark("Energy is measured by machine and saved by it (EMS)."), 50, mark("Energy by machine")),
        ),
    ),
    FirstModule(
        _SYSTEMS,
        "controls",
        mark("Equipment control"),
        (
            FirstItem(
                mark("Machines are controlled by models of the process rather than by feeling."),
                30,
                mark("Conditions and their limits"),
            ),
            FirstItem(
                mark("Machines change over to another product quickly, by recipes sent to them."),
                30,
                mark("Change-over times"),
            ),
            FirstItem(
                mark("Machines notice their own faults and say so before they stop."), 30, mark("Alarms with answers")
            ),
            FirstItem(
                mark("Machines are on a network with an open protocol, and it is kept safe."),
                30,
                mark("List of connections"),
            ),
            FirstItem(
                mark("Air, power, cooling and transport fit the machines and are watched."),
                30,
                mark("Utility measurements"),
            ),
        ),
    ),
    FirstModule(
        _RESULTS,
        "results",
        mark("Outcomes"),
        (
            FirstItem(
                mark("Productivity: good pieces for each hour of people and machines."),
                17,
                mark("Figures of three years"),
                _TREND,
            ),
            FirstItem(mark("Quality: defects, rework and claims."), 17, mark("Figures of three years"), _TREND),
            FirstItem(mark("Cost: making cost and waste of material."), 17, mark("Figures of three years"), _TREND),
            FirstItem(mark("Delivery: on time and in full, lead time."), 17, mark("Figures of three years"), _TREND),
            FirstItem(
                mark("Safety and environment: accidents, energy, emissions."),
                16,
                mark("Figures of three years"),
                _TREND,
            ),
            FirstItem(
                mark("Upkeep: time between failures and time to repair."), 16, mark("Figures of three years"), _TREND
            ),
        ),
    ),
)
KOREAN = FirstTable(
    "smart-factory-1000",
    mark("Smart factory level, 1000 points"),
    mark(
        "Areas with their 100, 400, 400 and 100 points, the ten modules and what each is "
        "about: Ministry of Trade, Industry and Energy, assessment model of smart "
        "factories, 2015. The split of points within an area, the questions, the meaning "
        "of the levels and the cut-offs are Dure's own wording: for an official "
        "confirmation use the form of the body that confirms."
    ),
    _LEVELS,
    (
        (100, mark("Checking")),
        (300, mark("Monitoring")),
        (500, mark("Control")),
        (700, mark("Optimising")),
        (900, mark("Running by itself")),
    ),
    _KOREAN,
)
