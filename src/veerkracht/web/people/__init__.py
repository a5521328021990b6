"""Who is who: accounts, roles, and the one table of what each role may do."""
