"""Interviews: invitations without account, consent, answers, the text that was approved, and withdrawal."""
