"""Reading the files that traders hold: one file a format; `import_file` and `import_into` are the doors."""

from tradewind.data.importing.reader import ImportResult, import_file, import_into

__all__ = ["ImportResult", "import_file", "import_into"]
