"""What people type about mentoring. Rules beyond the form of a field live in the services."""
