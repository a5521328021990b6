"""Street labs as residents read them: what was asked, what was promised, by whom, by when, and what became of it."""
