"""Finished answers and rows, kept in each process until something changes that they show. See docs/decisions/0019."""
