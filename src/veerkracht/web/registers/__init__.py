"""The one mechanism of all registers: records, their checks, states, history and reading."""
