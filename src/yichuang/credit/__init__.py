"""Credit 信用: what is on record of a party 信用档案, for how long, and how it is repaired."""
