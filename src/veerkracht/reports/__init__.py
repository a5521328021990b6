"""Documents: one content model, rendered for the web, for PDF and for Word."""
