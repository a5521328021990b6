"""What people from an area say of a map or figure: the figure stays, and the disagreement shows beside it."""
