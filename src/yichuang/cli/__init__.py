"""The program: demo, serve, work, simulate, bench, verify, the embedded PostgreSQL."""
