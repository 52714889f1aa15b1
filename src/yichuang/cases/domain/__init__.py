"""The law of one case, pure: phases, the fold, due dates, and what each verb may do. Split by verb family."""
