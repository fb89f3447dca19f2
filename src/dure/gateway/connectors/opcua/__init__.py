"""OPC UA servers: subscribes to variables and tells every change. Never writes.

An address is a node id, `ns=2;s=Press1.Count` or `nsu=http://maker/;s=Press1.Count`, and may go on to an
element `[3]` or a field `#/name`. See docs/decisions/0017-opcua-trust.md.
"""
