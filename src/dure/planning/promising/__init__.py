"""When an order can be promised, and how likely a plan makes it late.

It owns the words promise (an end that was told to a customer), option (a way to keep one), chance of being late, and
cause (what lateness comes from). Above the scheduling engine; pure, but for the threads that replay plans.
"""
