"""How well it went: ISO 22400 time elements and KPIs, targets, losses and reports."""
