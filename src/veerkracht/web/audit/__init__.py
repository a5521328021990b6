"""The log that only grows: who did what when, chained by hashes."""
