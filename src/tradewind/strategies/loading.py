"""Load a strategy from its file, or one of the built-in ones by name; what is wrong with it is said in one line with file and line."""

from __future__ import annotations

import traceback
from importlib import resources
from pathlib import Path
from types import ModuleType

from tradewind.errors import StrategyError
from tradewind.strategies.strategy import Strategy, StrategyDefinition, define


def builtin_names() -> list[str]:
    """Names of the strategies that come with Tradewind."""
    folder = resources.files("tradewind.strategies") / "library"
    return sorted(f.name[:-3] for f in folder.iterdir() if f.name.endswith(".py") and f.name != "__init__.py")


def load(name: str) -> StrategyDefinition:
    """The strategy in the file `name`, or the built-in strategy called so.

    Raises
    ------
    StrategyError: no such file or name, a syntax error, an exception while loading, no or several strategies in the file.
    """
    path = Path(name)
    if path.suffix == ".py" or path.exists():
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StrategyError(f"strategy file {name}: {error}", try_="tradewind new strategy NAME") from None
        return from_source(text, str(path))
    if name.replace("-", "_") in builtin_names():
        file = resources.files("tradewind.strategies") / "library" / f"{name.replace('-', '_')}.py"
        return from_source(file.read_text(encoding="utf-8"), f"{name.replace('-', '_')}.py")
    raise StrategyError(f"no strategy {name!r}", try_=f"a file, or one of {', '.join(builtin_names())}")


def module_of(text: str, path: str) -> ModuleType:
    """What `text` declares, run as a module; `path` is for messages.

    Raises
    ------
    StrategyError: a syntax error, or an exception while it runs, with file and line.
    """
    module = ModuleType(Path(path).stem)
    module.__file__ = path
    try:
        exec(compile(text, path, "exec"), module.__dict__)
    except SyntaxError as error:
        raise StrategyError(f"{path} line {error.lineno}: {error.msg}") from None
    except StrategyError as error:
        raise StrategyError(f"{path} line {line_in(error, path)}: {error.what}", try_=error.try_) from None
    except Exception as error:
        raise StrategyError(f"{path} line {line_in(error, path)}: {type(error).__name__}: {error}") from None
    return module


def from_source(text: str, path: str) -> StrategyDefinition:
    """The one strategy that `text` declares; `path` is for messages."""
    module = module_of(text, path)
    found = [
        v
        for v in vars(module).values()
        if isinstance(v, type) and issubclass(v, Strategy) and v.__module__ == module.__name__
    ]
    if len(found) != 1:
        names = ", ".join(c.__name__ for c in found)
        raise StrategyError(
            f"{path} declares {len(found)} strategies{': ' + names if names else ''}; it must declare one"
        )
    try:
        return define(found[0], source=text, path=path)
    except StrategyError as error:
        raise StrategyError(f"{path}: {error.what}", try_=error.try_) from None


def line_in(error: BaseException, path: str) -> int:
    """The last line of `path` that `error` went through; 0 if none."""
    lines = [frame.lineno or 0 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return lines[-1] if lines else 0
