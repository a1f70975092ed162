"""The compiled core: matching, accounting and the one step that research, paper and live all call."""
