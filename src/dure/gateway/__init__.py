"""Machines → event log. A process of its own that imports only the kernel and needs no database.

It owns the words connector, connection, spool and parcel. It reads machines and never writes to one.
"""
