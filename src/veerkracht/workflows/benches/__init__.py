"""What is measured: speed and memory of the work, and of the peers that do the same."""
