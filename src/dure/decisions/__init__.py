"""What calls for a decision, and what came of it. It owns the words alarm, rule, journal, recommendation, effect and
prediction."""
