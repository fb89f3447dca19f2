"""The machines on the wire: one server or client for each protocol, on loopback, driven by the simulation.

Each module has `serve(floor)`, a coroutine that runs until it is cancelled.
"""
