"""What people type about buying and selling. Rules beyond the form of a field live in the services."""
