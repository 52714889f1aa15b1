"""`python -m yichuang.cli`: the program, for child processes that must run in this very environment."""

from yichuang.cli.main import main

main()
