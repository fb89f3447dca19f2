"""How an item is made: bills of materials, routings, work standards, drawings, and 3정5S audits.

It owns the words BOM, component, routing, operation, work standard, ideal cycle, audit and coverage.
"""
