"""What keeps machines and tools fit: plans, requests, jobs, spare parts, service of moulds, MTBF and MTTR."""
