"""Changes and anomalies of signals, chances of wear, failure and defects, energy expected: pure rules without Django.

Watching one signal (`calm`, `charts`, `budget`, `watching`), drift (`drift`), scores and the gate need the standard
library only. Several signals together (`together`), learners and energy need the extra `learning`.
"""
