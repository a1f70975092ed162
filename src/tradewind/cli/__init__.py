"""The tradewind command: parse, call, show."""
