"""The twenty features that both sides compute: TA-Lib's name -> how it is written here."""

from __future__ import annotations

TWENTY: dict[str, str] = {
    "SMA": "sma(n=20)",
    "EMA": "ema(n=20)",
    "RSI": "rsi(n=14)",
    "MACD": "macd",
    "BBANDS": "bbands(n=20)",
    "ATR": "atr(n=14)",
    "ADX": "adx(n=14)",
    "STOCH": "stoch",
    "OBV": "obv",
    "CCI": "cci(n=20)",
    "MFI": "mfi(n=14)",
    "WILLR": "willr(n=14)",
    "SAR": "sar",
    "LINEARREG": "linearreg(n=20)",
    "STDDEV": "stddev(n=20)",
    "KAMA": "kama(n=30)",
    "CORREL": "correl(n=20)",
    "CDLENGULFING": "cdl_engulfing",
    "CDLDOJI": "cdl_doji",
    "HT_DCPERIOD": "ht_dcperiod",
}
