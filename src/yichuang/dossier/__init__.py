"""Form answers, materials of a party and of a case, the two checklists."""
