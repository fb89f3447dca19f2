"""Machines that publish plain values or JSON over MQTT, on topics of their own choosing.

An address is a topic, or a topic with a JSON pointer to a field of its payload:
`plant/press 1/count`, `plant/press 1#/parts/good`. See docs/decisions/0013-mqtt-addresses.md.
"""
