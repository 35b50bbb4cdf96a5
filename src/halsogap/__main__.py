"""`python -m halsogap`: the command line."""

from halsogap.commands.cli import main

main()
