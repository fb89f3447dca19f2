"""MTConnect agents over HTTP: the device model, the present values, then the stream of changes.

An address is `device/dataItemId`. See docs/decisions/0018-mtconnect-recovery.md.
"""
