"""The kinds of model that can be trained and served: what `tradewind models list` shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelKind:
    """`kind` is what a stored model says of itself; `reference`: what the served numbers were checked against."""

    name: str
    kind: str
    source: str
    reference: str


KINDS = (
    ModelKind(
        name="Standardised logistic regression of direction, purged walk-forward",
        kind="walk_forward_logistic",
        source="D. Cox (1958), The Regression Analysis of Binary Sequences; M. López de Prado (2018), ch. 7 and 12",
        reference="scikit-learn StandardScaler + LogisticRegression.predict_proba, to 1e-12",
    ),
)
