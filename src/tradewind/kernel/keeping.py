"""How much of a run is written down. It changes nothing that happens: decisions, orders, fills and equity are the same."""

from enum import IntEnum

from tradewind.kernel.codes import FILL, FINANCING

EVERYTHING, FILLS = range(2)


class Keep(IntEnum):
    """What a machine hands out beside equity.

    EVERYTHING: a record of all that happens, and each decision with its votes and what the rules measured; journals, replay, paper and
    live need it. FILLS: records of what moved money or units alone (fills, financing, corporate actions, margin calls, settlements);
    they have the same numbers and bytes, the others are left out, and so are decisions.
    """

    EVERYTHING = EVERYTHING
    FILLS = FILLS


def is_kept(account, kind):
    """Whether a record of this kind is handed out."""
    return account.keep == EVERYTHING or kind == FILL or kind >= FINANCING


def keep_decision(account):
    """The decision in the next row is complete. Where decisions are not handed out the next one takes its row."""
    if account.keep == EVERYTHING:
        account.decisions_out += 1
