"""What is checked, how, and whether it holds: inspections, samples, control charts, gauges, nonconformances, HACCP."""
