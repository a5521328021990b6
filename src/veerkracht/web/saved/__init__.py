"""Views of lists that people keep: a name for a choice of filters, columns and order."""
