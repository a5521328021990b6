"""The web application: registers that a city and its people keep together."""
