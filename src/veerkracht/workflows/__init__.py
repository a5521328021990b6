"""One file per job of the user: read, compute, store, report."""
