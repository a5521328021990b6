"""Answers that the registers give together: each a question, one sentence, and the table behind it."""
