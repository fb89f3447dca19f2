"""How well the plant works: ISO 22400-2 time elements and KPIs, losses, targets, reports.

Owns the words time element, KPI, target, loss waterfall, Pareto of stops and the roll-up that
makes long periods quick. Every figure can be opened down to the intervals and result rows it
was made from. Reads production, product, telemetry and plant through their selectors.
"""
