"""What is made, bought and stocked, where it lies and what came of what.

It owns the words item, unit, lot, location, move, balance, reservation, stock-take and genealogy.
"""
