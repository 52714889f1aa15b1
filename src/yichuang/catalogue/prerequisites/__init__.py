"""Prerequisites 前置条件: the graph over items in force, and the tribunal that decides which may stand."""
