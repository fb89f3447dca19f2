"""Shift handover: how a shift went and what is left, told by the leader who goes and confirmed by the one who comes.

Owns the words shift, picture (what the handover shows, kept as it was when it was signed) and thing to do.
"""
