"""The engines that come as wheels: PostgreSQL for records, nats-server for the event log."""
