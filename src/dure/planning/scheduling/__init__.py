"""Which operation is done when on which work unit: a problem, two engines that solve it, and a plan that is checked.

It owns the words mode (a way to do an operation), set-up state, plan and bound. Pure but for `solver` and `exact`,
which start processes.
"""
