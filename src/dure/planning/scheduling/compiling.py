"""How functions of the engines are compiled.

Numba keeps what it compiled beside each file and compiles anew when that file changes, not when one of which it calls
functions does: after a change of an engine delete `__pycache__` here. An upgrade writes all files anew.
"""

from typing import Any

from numba import njit

_LEAN: dict[str, Any] = {"_nrt": False}
compiled = njit(cache=True, nogil=True, **_LEAN)
"""To be called from other compiled functions, or from many threads at once.

Without numba's counting of references, which took nine tenths of the time: a function gets all its arrays as two
tuples, and each look into a tuple counted. So it can't make arrays or parts of them; who calls it brings the room.
"""
inlined = njit(cache=True, nogil=True, **_LEAN, inline="always")
"""The same, put into its callers: for what is called for each operation of each plan that is judged."""
allocating = njit(cache=True, nogil=True)
"""For the few functions that make arrays."""
