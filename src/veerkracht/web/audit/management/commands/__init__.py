"""Commands of this room, reached by `veerkracht manage` or a name of their own."""
