"""Numbers and dates as the languages of the monitor write them."""
