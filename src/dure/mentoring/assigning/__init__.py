"""Which mentors go to which factory, and when: a problem, its best plan, and why it is that one. Pure."""

from dure.mentoring.assigning.explanation import Why, explain
from dure.mentoring.assigning.problem import Factory, Mentor, Problem, Stay, Weights, cost_of
from dure.mentoring.assigning.solve import Plan, solve

__all__ = ["Factory", "Mentor", "Plan", "Problem", "Stay", "Weights", "Why", "cost_of", "explain", "solve"]
