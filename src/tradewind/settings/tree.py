"""The tree of settings: every key with its type, range, default and one line of explanation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

Fraction = Annotated[float, Field(ge=0, le=1)]
PositiveFraction = Annotated[float, Field(gt=0, le=1)]
NotNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]


class Section(BaseModel):
    """A table of tradewind.toml; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Workspace(Section):
    """Where Tradewind keeps its data, runs and journal."""

    folder: str = Field(
        default="",
        description="folder; empty: the nearest parent with a tradewind.toml, else TRADEWIND_WORKSPACE, "
        "else ./tradewind-home",
    )

    @property
    def path(self) -> Path:
        """The folder; absolute once the settings were loaded."""
        return Path(self.folder)


class Server(Section):
    """The API and the dashboard."""

    host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on; loopback by default")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0: any free one")
    allowed_hosts: list[str] = Field(
        default=["127.0.0.1", "localhost"], description="host names that a request may be addressed to"
    )


class Account(Section):
    """The paper account."""

    name: str = Field(default="demo", min_length=1, description="name of the account")
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3,5}$", description="currency that the account is kept in")
    starting_cash: Positive = Field(default=10_000.0, description="cash at the first start, in the account's currency")
    kind: Literal["margin", "cash"] = Field(
        default="margin",
        description="margin, or cash: neither borrows nor sells short, and changes foreign money at each fill",
    )
    hedging: bool = Field(default=False, description="keep long and short positions in one instrument apart")
    debit_rate: Annotated[float, Field(ge=-1, le=1)] = Field(
        default=0.0, description="interest a year on money owed, fraction (actual days of 360)"
    )
    credit_rate: Annotated[float, Field(ge=-1, le=1)] = Field(
        default=0.0, description="interest a year on free money, fraction (actual days of 360)"
    )
    rates: list[str] = Field(
        default=[],
        description="what other currencies are worth in the account's, such as EUR=1.10, until the data say so",
    )


class Costs(Section):
    """What a fill costs."""

    taker_fee: Annotated[float, Field(ge=0, lt=1)] = Field(
        default=0.001, description="fee of a taking fill, fraction of value"
    )
    maker_fee: Annotated[float, Field(gt=-1, lt=1)] = Field(
        default=0.001, description="fee of a making fill, fraction of value; negative: a rebate"
    )
    slippage: Annotated[float, Field(ge=0, lt=1000)] = Field(
        default=0.0005, description="adverse move of a taking fill, fraction"
    )
    slippage_unit: Literal["fraction", "ticks", "volatility"] = Field(
        default="fraction",
        description="what slippage is counted in: a fraction of the price, price increments, average absolute returns a bar",
    )
    spread: Annotated[float, Field(ge=0, lt=1)] = Field(
        default=0.0, description="quoted spread, fraction of the mid price"
    )


class Execution(Section):
    """How the simulated market treats an order beside its prices: latency, shares of a size, impact, queues, books."""

    latency_ms: Annotated[float, Field(ge=0, le=86_400_000)] = Field(
        default=0.0, description="milliseconds until an order is at the venue"
    )
    latency_jitter_ms: Annotated[float, Field(ge=0, le=86_400_000)] = Field(
        default=0.0, description="most milliseconds that are drawn on top, for each order"
    )
    feed_latency_ms: Annotated[float, Field(ge=0, le=86_400_000)] = Field(
        default=0.0, description="milliseconds until market data is known to us, in a backtest"
    )
    participation: Fraction = Field(
        default=0.0,
        description="most that we may be of a bar's, trade's, quote's or level's size, fraction; 0: all of it",
    )
    impact: Literal["none", "linear", "square root"] = Field(
        default="none", description="how our own size moves the price"
    )
    impact_temporary: NotNegative = Field(
        default=0.0,
        description="what a fill pays: fraction of the price a unit (linear) or a root of a unit (square root)",
    )
    impact_permanent: NotNegative = Field(
        default=0.0, description="what stays in the price: fraction of the price a unit"
    )
    queue: Literal["risk averse", "log", "power"] = Field(
        default="risk averse",
        description="who leaves a queue of a book before us when its level shrinks without a trade",
    )
    queue_power: Positive = Field(default=2.0, description="exponent of the power queue")
    book_levels: int = Field(
        default=8_192,
        ge=64,
        le=1 << 22,
        description="price increments of a book that are kept for each instrument, where depth is read",
    )
    book_orders: Annotated[int, Field(ge=0, le=1 << 24)] = Field(
        default=0, description="places for orders of a book by their ids (L3), where depth is read; 0: none"
    )


class Risk(Section):
    """Limits that every order passes; a profile gives the starting values, a key of its own wins over it."""

    profile: str = Field(default="default", description="name of the risk profile that gives the values below")
    max_position_fraction: PositiveFraction = Field(default=0.25, description="largest position, fraction of equity")
    max_daily_loss: PositiveFraction = Field(default=0.05, description="loss since the day's start that stops trading")
    max_drawdown: PositiveFraction = Field(default=0.15, description="fall from the highest equity that stops trading")
    max_consecutive_losses: int = Field(default=5, ge=1, description="losing trades in a row that stop trading")
    min_confidence: Fraction = Field(default=0.6, description="a decision below this confidence is not traded")
    min_seconds_between_trades: NotNegative = Field(default=300.0, description="seconds between two entries")
    risk_per_trade: PositiveFraction = Field(default=0.01, description="loss at the stop, fraction of equity")
    min_trade_notional: NotNegative = Field(default=0.0, description="smallest trade, in the account's currency")
    max_trade_notional: Positive | None = Field(
        default=None, description="largest trade, in the account's currency; unset: none"
    )
    stop_atr: NotNegative = Field(
        default=2.0,
        description="where a strategy gives no stop: its distance in average true ranges (14 bars); 0: none",
    )
    reward_to_risk: NotNegative = Field(
        default=2.0, description="where a strategy gives no target: its distance in distances of the stop; 0: none"
    )
    loss_cooldown_seconds: NotNegative = Field(
        default=86_400.0, description="seconds after which losses in a row no longer count"
    )
    size_without_stop: PositiveFraction = Field(
        default=0.10, description="size of an entry that has no stop, fraction of equity"
    )
    max_leverage: Positive = Field(default=1.0, description="margin in use, as a multiple of equity")


class Filters(Section):
    """Entry filters; all of them are off unless set."""

    min_rolling_sharpe: NotNegative = Field(
        default=0.0,
        description="least Sharpe ratio, a year, of the instrument over 60 bars in the order's direction; 0: off",
    )
    min_timeframes_agree: Annotated[int, Field(ge=0, le=2)] = Field(
        default=0, description="how many of the next two longer timeframes must trend in the order's direction; 0: off"
    )
    min_volume_ratio: NotNegative = Field(
        default=0.0, description="least volume, as a multiple of its 24 h average; 0: off"
    )


class Exits(Section):
    """What the kernel does with every position that a signal opened; all of it is off unless set."""

    trailing: bool = Field(default=False, description="whether the stop trails the price once it went our way")
    trail_activation: PositiveFraction = Field(
        default=0.02, description="how far the price must have gone our way for it, fraction of the entry's price"
    )
    trail_distance: PositiveFraction = Field(
        default=0.01, description="distance of the trailing stop from the best price, fraction of it"
    )
    breakeven_at: NotNegative = Field(
        default=0.0,
        description="gain in distances of the stop after which the stop goes to the entry's price; 0: never",
    )
    first_target: NotNegative = Field(
        default=0.0, description="gain in distances of the stop at which a first part is closed; 0: none"
    )
    first_share: Fraction = Field(default=0.5, description="that part, fraction of the position")
    second_target: NotNegative = Field(
        default=0.0, description="gain in distances of the stop at which a second part is closed; 0: none"
    )
    second_share: Fraction = Field(default=0.25, description="that part, fraction of the position")
    max_scale_ins: int = Field(default=0, ge=0, description="how often further signals may add to an open position")
    max_hours: NotNegative = Field(default=0.0, description="hours after which a position is closed; 0: never")
    exit_at_session_close: bool = Field(
        default=False, description="close at the end of the session; of the UTC day where the data know no sessions"
    )
    exit_before_weekend_hours: NotNegative = Field(
        default=0.0,
        description="close so many hours before Saturday 00:00 UTC, or at a session's close before a weekend; 0: hold",
    )
    exit_before_news_minutes: NotNegative = Field(
        default=0.0, description="close so many minutes before scheduled news; 0: hold"
    )
    news_importance: Annotated[int, Field(ge=1, le=3)] = Field(
        default=3, description="least importance of such news, 1 to 3"
    )


class Decision(Section):
    """When a score is a buy or a sell (score 0 to 1; 0.5 is neutral), and how long one waits for approval."""

    strong_confidence: Fraction = Field(default=0.8, description="confidence above which a decision may be strong")
    strong_buy_score: Fraction = Field(default=0.7, description="score above which it is a strong buy")
    strong_sell_score: Fraction = Field(default=0.3, description="score below which it is a strong sell")
    plain_confidence: Fraction = Field(default=0.6, description="confidence above which it may be a buy or a sell")
    buy_score: Fraction = Field(default=0.6, description="score above which it is a buy")
    sell_score: Fraction = Field(default=0.4, description="score below which it is a sell")
    approval_expiry_seconds: Positive = Field(default=3_600.0, description="seconds that a decision waits for a person")
    authorisation: Literal["auto", "approve", "signal_only"] = Field(
        default="auto",
        description="whether decisions become orders at once, after a person's word, or never; a strategy may be stricter",
    )


class Data(Section):
    """When data is good enough to be used."""

    max_gap_bars: int = Field(default=3, ge=0, description="bars that may be missing in a row")
    min_rows: int = Field(default=200, ge=1, description="fewest bars that a backtest or a training accepts")


class Paper(Section):
    """The paper session."""

    speed: NotNegative = Field(
        default=2.0, description="moments (bars of all instruments) a second of a replay; 0: no pause"
    )


class Log(Section):
    """What is written to the log."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least level that is written"
    )


class Settings(BaseSettings):
    """The whole tree, frozen. Layers are merged before they come here, so that each value's origin is known."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix="TRADEWIND_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=False,
    )

    workspace: Workspace = Workspace()
    server: Server = Server()
    account: Account = Account()
    costs: Costs = Costs()
    execution: Execution = Execution()
    risk: Risk = Risk()
    filters: Filters = Filters()
    exits: Exits = Exits()
    decision: Decision = Decision()
    data: Data = Data()
    paper: Paper = Paper()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in: `layers.py` reads file and environment, and remembers which gave what."""
        return (init_settings,)


def sections() -> dict[str, type[Section]]:
    """Name of each section to its class, in the order of the file."""
    return {name: field.annotation for name, field in Settings.model_fields.items()}  # type: ignore[misc]


def keys() -> list[str]:
    """Every `section.key`, in the order of the file."""
    return [f"{section}.{key}" for section, cls in sections().items() for key in cls.model_fields]
