"""What `tradewind bench kernel` measures: our side and each peer's, a file each; see ../kernel.py for the lines."""
