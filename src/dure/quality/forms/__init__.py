"""What people type about quality."""
