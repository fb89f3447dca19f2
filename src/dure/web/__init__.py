"""How pages look and who may open them: shells, partials, access guard, content-security policy, live ticks.

Knows no context. Each context declares its rows in `access.py`, its places in the navigation in
`menu.py` and what can be found in `search.py`; this package collects them.
"""
