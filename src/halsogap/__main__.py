"""`python -m halsogap`: the command line."""

from halsogap.cli import main

main()
