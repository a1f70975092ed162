"""`python -m tradewind` is the same as the `tradewind` command."""

from tradewind.cli.main import main

if __name__ == "__main__":
    main()
