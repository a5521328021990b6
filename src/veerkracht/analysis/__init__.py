"""Questions put to tables: what changed, where, for whom, and how sure."""
