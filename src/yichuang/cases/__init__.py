"""One case under the law: phases, clock ledger, tasks, acts, gates."""
