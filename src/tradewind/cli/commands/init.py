"""`tradewind init`: a new workspace."""

from __future__ import annotations

from pathlib import Path

from tradewind.cli import show

EXAMPLE = "tradewind init my-desk"

_IGNORED = "lake/\nruns/\naccounts/\nmodels/\ncache/\n*.log\n*.pid\n.env\n"


def run(folder: Path = Path(), /, *, json: bool = False) -> int:
    """Make a folder a workspace: a commented tradewind.toml, strategies/ and .gitignore. Never overwrites.

    Parameters
    ----------
    folder
        the folder, made where it is not there; the current one by default.
    json
        print JSON.
    """
    from tradewind.errors import UsageError
    from tradewind.settings.template import toml_template

    files = {folder / "tradewind.toml": toml_template(), folder / ".gitignore": _IGNORED}
    present = [path for path in files if path.exists()]
    if present:
        raise UsageError(f"{present[0]} exists already; nothing was written", try_="tradewind init ANOTHER-FOLDER")
    try:
        (folder / "strategies").mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            _write_whole(path, text)
    except OSError as error:
        raise UsageError(f"can't make a workspace in {folder.absolute()}: {error.strerror or error}") from None
    if json:
        show.as_json({"workspace": folder.resolve(), "files": [*files, folder / "strategies"]})
    else:
        show.out.print(f"workspace {folder.resolve()} is ready. Next: tradewind demo, or tradewind data import FILE")
    return 0


def _write_whole(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".new")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
