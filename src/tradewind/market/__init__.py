"""The vocabulary: instruments, sides, order types, timeframes, columns, calendars. No I/O."""
