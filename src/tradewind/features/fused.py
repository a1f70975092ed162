"""Any list of features as one pass: the code that is generated from their steps, and the layout of their state.

The generated lines are the same for a batch over columns, for one new bar and inside the kernel, which only wrap them differently.
The state of one instrument is one float64 vector: [scalars of every use, last outputs of those on higher timeframes | windows].
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np

from tradewind.compiler.index import at
from tradewind.compiler.inlined import inline
from tradewind.errors import StrategyError
from tradewind.features.column import Column
from tradewind.features.declare import FeatureUse
from tradewind.features.external import external_names
from tradewind.features.higher import higher_bar
from tradewind.features.inputs import BAR_INPUTS, INPUTS, Rows
from tradewind.features.parameters import Int
from tradewind.features.row_kinds import rows_of_each
from tradewind.market.timeframe import Timeframe


@dataclass(frozen=True)
class StateLayout:
    """Numbers that one choice of parameters gives: where windows lie, the steps' parameters, and the state before the first bar."""

    initial: np.ndarray
    windows: np.ndarray
    parameters: np.ndarray


class FeatureSet:
    """Features under names of their own, in an order in which each one's inputs come before it.

    Parameters
    ----------
    uses: name -> FeatureUse (a step) or Column (values computed outside, handed in).
    extra: how many more scalars per instrument the wrapper wants in front of the state.
    rows: what the features are computed over.
    mixed: features may also be computed over other rows, each over those that it is declared for; what they last gave is part of the state.
    late: features whose values few bars ask for: only their state is brought up to date at each bar, their values come from `late_lines`.

    Raises
    ------
    StrategyError: an input that is neither a column of such rows nor a feature over them that is listed before.
    """

    def __init__(
        self,
        uses: dict[str, FeatureUse | Column],
        *,
        extra: int = 0,
        rows: Rows = "bars",
        mixed: bool = False,
        late: Collection[str] = (),
    ) -> None:
        self.uses = uses
        self.rows: Rows = rows
        self.steps = {n: u for n, u in uses.items() if isinstance(u, FeatureUse) and not u.kind.is_study}
        self.external = external_names(uses)
        self.columns: list[str] = []
        self._of: dict[str, Rows] = rows_of_each(uses) if mixed else dict.fromkeys(uses, rows)
        self._known: dict[Rows, dict[str, str]] = {kind: {} for kind in INPUTS}
        self._frames: list[Timeframe] = []
        self._slots = extra
        self._late = late
        self._lines = _Lines()
        for name, use in uses.items():
            if isinstance(use, Column):
                self._add_column(name)
            elif use.kind.is_study:
                for column in use.columns(name):
                    self._add_column(column)
            else:
                self._add_step(name, use)

    @property
    def scalars(self) -> int:
        """Length of the part of the state that holds no windows."""
        return self._slots

    def variables(self) -> list[str]:
        """The generated variable of each of `columns`, valid after the step lines."""
        known = {c: v for kind in self._known.values() for c, v in kind.items()}
        return [known[c] for c in self.columns]

    @property
    def others(self) -> list[Rows]:
        """What rows beside its own there are features over."""
        return [kind for kind in INPUTS if kind != self.rows and kind in self._of.values()]

    def over(self, rows: Rows) -> dict[str, str]:
        """Column -> variable of the features over such rows."""
        return {c: v for c, v in self._known[rows].items() if c in self.columns}

    def setup_lines(self) -> list[str]:
        """Before the loop: parameters as named tuples. Uses `feature_params`."""
        return self._lines.setup

    def load_lines(self, rows: Rows | None = None) -> list[str]:
        """State vector `memory` -> variables, of the features over `rows` (None: its own)."""
        return self._lines.load[rows or self.rows]

    def kept_lines(self) -> list[str]:
        """What features over other rows last gave: `memory` -> variables."""
        return self._lines.kept

    def step_lines(self, rows: Rows | None = None) -> list[str]:
        """One new row: uses ts and the row's numbers by name (open, high, …), and the external columns at `i`; sets `variables()`."""
        return self._lines.step[rows or self.rows]

    def late_lines(self) -> list[str]:
        """After the step lines, where `variables()` of `late` features are wanted; may stand in several places."""
        return self._lines.late

    def store_lines(self, rows: Rows | None = None) -> list[str]:
        """Variables -> state vector `memory`."""
        return self._lines.store[rows or self.rows]

    def names(self) -> dict[str, Any]:
        """Global names that the generated lines need."""
        return {"at": at, "higher_bar": higher_bar, "nan": float("nan"), **self._lines.names}

    def layout(self, params: dict[str, int | float]) -> StateLayout:
        """Vectors for one choice of the strategy's parameters."""
        scalars = np.zeros(self._slots)
        for slot, value in self._lines.initial.items():
            scalars[slot] = value
        windows, parameters, position = [], [], self._slots
        for use in self.steps.values():
            values = use.resolve(params)
            parameters += [float(v) for v in values.values()]
            size = use.window_size(use.kind.params_type(**values))
            windows.append((position, position + size))
            position += size
        initial = np.concatenate([scalars, np.zeros(position - self._slots)])
        return StateLayout(
            initial, np.array(windows, dtype=np.int64).reshape(-1, 2), np.array(parameters, dtype=np.float64)
        )

    def warmup(self, params: dict[str, int | float]) -> int:
        """Rows of its own kind after which every step on them has a value."""
        own = [u for n, u in self.steps.items() if self._of[n] == self.rows and not u.timeframe]
        return max((u.kind.warmup(u.kind.params_type(**u.resolve(params))) for u in own), default=0)

    def text(self) -> str:
        """All uses, as hashed and shown."""
        return ", ".join(f"{name}={use.text()}" for name, use in self.uses.items())

    def _slot(self, initial: float | int, variable: str, rows: Rows) -> str:
        """One more scalar of the state of what is computed over `rows`, kept in `variable`: the line that loads it."""
        self._lines.initial[self._slots] = initial
        held = f"memory[{self._slots}]"
        load = f"{variable} = int({held})" if isinstance(initial, int) else f"{variable} = {held}"
        self._lines.load[rows].append(load)
        self._lines.store[rows].append(f"memory[{self._slots}] = {variable}")
        self._slots += 1
        return load

    def _add_column(self, name: str) -> None:
        self._known[self.rows][name] = self._external(name)
        self.columns.append(name)

    def _external(self, name: str) -> str:
        """The variable that holds an external column's value at this row."""
        number = self.external.index(name)
        self._lines.setup.append(f"c_{number} = columns[{number}]")
        self._lines.step[self.rows].append(f"x_{number} = at(c_{number}, i)")
        return f"x_{number}"

    def _add_step(self, name: str, use: FeatureUse) -> None:
        index = list(self.steps).index(name)
        lines, kind, rows = self._lines, use.kind, self._of[name]
        self._add_params(index, use)
        state = [f"s{index}_{j}" for j in range(len(kind.state))]
        for variable, value in zip(state, kind.state, strict=True):
            self._slot(value, variable, rows)
        window = ""
        if kind.window is not None:
            lines.load[rows].append(f"w{index} = memory[feature_windows[{index}, 0]:feature_windows[{index}, 1]]")
            window = f"w{index}, "
        outputs = [f"f{index}_{j}" for j in range(len(kind.outputs))]
        inline(kind.step)
        lines.names[f"step_{index}"] = kind.step
        assigned = outputs[0] if len(outputs) == 1 else f"({', '.join(outputs)},)"
        held = f"({', '.join(state)},)" if state else "()"
        call = f"{held if state else '_'}, {assigned} = step_{index}({held}, p{index}, {window}%s)"
        if use.timeframe is None and name in self._late and kind.window is None:
            self._add_late(use, call, state, assigned)
        elif use.timeframe is None:
            lines.step[rows] += self._guarded(name, use, call, outputs)
        else:
            self._add_higher(name, use, call, outputs)
        if rows != self.rows:
            lines.kept += [self._slot(float("nan"), variable, rows) for variable in outputs]
        for column, variable in zip(use.columns(name), outputs, strict=True):
            if column in self.columns or column in self._known[rows] or column in ("ts", *INPUTS[rows]):
                raise StrategyError(f"two features are called {column!r}", try_="give each a name of its own")
            self._known[rows][column] = variable
            self.columns.append(column)

    def _add_late(self, use: FeatureUse, call: str, state: list[str], assigned: str) -> None:
        """The step is there twice: at each bar for its state, and from the state before it for its value. What is unused of either is dropped."""
        if bad := [i for i in use.inputs if i not in BAR_INPUTS]:
            raise StrategyError(f"{use.text()} can't come late: it takes {bad[0]!r}, which is no bar column")
        now = call % ", ".join(use.inputs)
        before = [f"{variable}_before" for variable in state]
        self._lines.step[self.rows] += [
            *(f"{b} = {s}" for b, s in zip(before, state, strict=True)),
            now.replace(f" {assigned} =", " _ =", 1),
        ]
        ended = now.split(" = ", 1)[1].replace(f"({', '.join(state)},)", f"({', '.join(before)},)", 1)
        self._lines.late.append(f"_, {assigned} = {ended}")

    def _guarded(self, name: str, use: FeatureUse, call: str, outputs: list[str]) -> list[str]:
        """A step sees no NaN: not those of other features before they are warm (its own warm-up begins after theirs), nor a side that a
        quote has not."""
        inputs = [self._input(name, i) for i in use.inputs]
        line = call % ", ".join(inputs)
        always = {"ts", *INPUTS[self._of[name]]} - {"bid", "ask"}
        uncertain = [v for i, v in zip(use.inputs, inputs, strict=True) if i not in always]
        if not uncertain:
            return [line]
        known = " and ".join(f"{v} == {v}" for v in uncertain)
        return [*(f"{o} = nan" for o in outputs), f"if {known}:", f"    {line}"]

    def _add_params(self, index: int, use: FeatureUse) -> None:
        values = []
        for declared in use.kind.params.values():
            position = self._lines.parameters
            values.append(
                f"int(feature_params[{position}])" if isinstance(declared, Int) else f"feature_params[{position}]"
            )
            self._lines.parameters += 1
        self._lines.names[f"p{index}_type"] = use.kind.params_type
        self._lines.setup.append(f"p{index} = p{index}_type({', '.join(values)})")

    def _input(self, name: str, wanted: str) -> str:
        rows = self._of[name]
        own, known = ("ts", *INPUTS[rows]), self._known[rows]
        if wanted in own:
            return wanted
        if wanted not in known and wanted in self.external and rows == self.rows:
            known[wanted] = self._external(wanted)
        if wanted not in known:
            such = f" over {rows}" if self.others else ""
            raise StrategyError(
                f"feature {name!r} wants {wanted!r}, which is no column of {rows} and no feature{such} listed before it",
                try_=", ".join([*own, *known]),
            )
        return known[wanted]

    def _add_higher(self, name: str, use: FeatureUse, call: str, outputs: list[str]) -> None:
        frame = use.timeframe
        assert frame is not None
        if bad := [i for i in use.inputs if self._of[name] != "bars" or i not in ("ts", *BAR_INPUTS)]:
            raise StrategyError(f"feature {name!r} on {frame} can take bar columns only, not {bad[0]!r}")
        if frame not in self._frames:
            self._add_frame(frame)
        for variable in outputs:
            self._slot(float("nan"), variable, self.rows)
        number = self._frames.index(frame)
        picks = {c: j for j, c in enumerate(BAR_INPUTS)}
        for when in ("late", "now"):
            close = "ts" if when == "now" else f"h{number}_end"
            inputs = ", ".join(close if i == "ts" else f"h{number}_{when}_bar[{picks[i]}]" for i in use.inputs)
            self._lines.step[self.rows] += [f"if h{number}_{when}:", f"    {call % inputs}"]

    def _add_frame(self, frame: Timeframe) -> None:
        number = len(self._frames)
        self._frames.append(frame)
        state = [f"h{number}_{j}" for j in range(6)]
        for variable, value in zip(state, (-1.0, 0.0, 0.0, 0.0, 0.0, 0.0), strict=True):
            self._slot(value, variable, self.rows)
        # When the bar that ended in a gap had closed.
        self._lines.step[self.rows].append(f"h{number}_end = (int(h{number}_0) + 1) * {frame.ns}")
        results = f"h{number}_late, h{number}_late_bar, h{number}_now, h{number}_now_bar"
        self._lines.step[self.rows].append(
            f"({', '.join(state)}), {results} = higher_bar(({', '.join(state)}), {frame.ns}, ts, open, high, low, close, volume)"
        )


class _Lines:
    """What is generated, piece by piece."""

    def __init__(self) -> None:
        self.setup: list[str] = []
        self.load: dict[Rows, list[str]] = {rows: [] for rows in INPUTS}
        self.step: dict[Rows, list[str]] = {rows: [] for rows in INPUTS}
        self.store: dict[Rows, list[str]] = {rows: [] for rows in INPUTS}
        self.late: list[str] = []
        self.kept: list[str] = []
        self.names: dict[str, Any] = {}
        self.initial: dict[int, float] = {}
        self.parameters = 0
