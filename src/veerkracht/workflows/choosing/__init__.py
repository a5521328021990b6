"""What to do about it: a portfolio under a budget, its regret, its business case, and homes that move."""
