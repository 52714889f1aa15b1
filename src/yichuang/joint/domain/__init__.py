"""What acting together means, without a database: themes, edges, schedule, the state of a 联办."""
