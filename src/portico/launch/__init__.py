"""Bringing Portico up on a machine: the embedded PostgreSQL, the demo, the doctor."""
