"""Edge nodes that speak Sparkplug B 3.0 over MQTT; Dure is their (primary) host application.

Decides which metric a message speaks of, whether it is in order, and when an edge node must be asked
to be born again. Words: edge node, device, metric, alias, birth, death, rebirth (Sparkplug's own). An
address is `group/edge:metric` or `group/edge/device:metric`. Publishes nothing but its STATE and
rebirth requests. See docs/decisions/0014-sparkplug-identity.md and docs/reference/sparkplug.md.
"""
