"""Questions about alarms and recommendations."""
