"""`python -m veerkracht.cli` is the same as `veerkracht`."""

from veerkracht.cli.commands import main

main()
