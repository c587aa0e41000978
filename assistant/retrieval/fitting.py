"""Fitting what `ranker` holds. The only door of retrieval to scipy, which answering never needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import MissingDependency
from assistant.retrieval.ranker import Floats, TopicModel

Single = npt.NDArray[np.float32]


def fit_topics(
    vectors: Single,
    labels: npt.NDArray[np.intp],
    names: Sequence[str],
    *,
    pull: float = 1e-6,
    rounds: int = 60,
) -> TopicModel:
    """A softmax over embeddings; `pull` draws the weights to zero, `rounds` ends the descent early.

    The embeddings are centred while it is fitted: some encoders put all texts into one corner.
    """
    width, count, n = vectors.shape[1], len(names), len(labels)
    centre = vectors.mean(axis=0)
    spread = float(np.linalg.norm(vectors - centre, axis=1).mean())
    vectors = (vectors - centre) / spread
    truth = np.zeros((n, count), dtype=np.float32)
    truth[np.arange(n), labels] = 1

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(width + 1, count).astype(np.float32)
        scores = vectors @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        odds /= odds.sum(axis=1, keepdims=True)
        cost = -np.log(np.maximum(odds[np.arange(n), labels], 1e-12)).mean()
        slope = (odds - truth) / n
        gradient = np.vstack([vectors.T @ slope + pull * weights[:-1], slope.sum(axis=0)[None]])
        return float(cost + pull * (weights[:-1] ** 2).sum() / 2), gradient.ravel().astype(np.float64)

    fitted = _descend(loss, np.zeros((width + 1) * count), rounds).reshape(width + 1, count)
    weights = fitted[:-1] / spread
    bias = fitted[-1] - centre @ weights
    return TopicModel(tuple(names), weights.astype(np.float32), bias.astype(np.float32))


def fit_ranking(sights: Floats, right: npt.NDArray[np.bool_], weight: Floats, pull: float = 1e-3) -> Floats:
    """Weights of the features under which a right passage comes first: a softmax over each question's passages.

    sights: (questions, passages, features); right: (questions, passages); weight: of each question.
    """
    spread = sights.std(axis=(0, 1))
    scale = np.where(spread > 1e-6, spread, 1.0)
    scaled = sights / scale
    total = weight.sum()

    def loss(flat: Floats) -> tuple[float, Floats]:
        scores = scaled @ flat
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        hit = np.maximum((odds * right).sum(axis=1), 1e-9)
        wanted = odds * right / hit[:, None]
        slope = (odds - wanted) * weight[:, None]
        gradient = np.einsum("qp,qpf->f", slope, scaled)
        return float(
            -(weight * np.log(hit)).sum() / total + pull * flat @ flat / 2
        ), gradient / total + pull * flat

    return np.asarray(_descend(loss, np.ones(sights.shape[2]), 200) / scale)


def fit_logistic(
    signs: Floats, answered: Floats, weight: Floats, directions: Sequence[int], pull: float = 1e-3
) -> tuple[Floats, float]:
    """A logistic regression: weights of the signs and a bias.

    directions: 1 for a sign that can only speak for an answer, -1 for one that can only speak against it. So a
    question that is nearer to a passage is never refused for it.
    """
    scale = np.maximum(signs.std(axis=0), 1e-6)
    centre = signs.mean(axis=0)
    rows = (signs - centre) / scale
    total = weight.sum()

    def loss(flat: Floats) -> tuple[float, Floats]:
        scores = rows @ flat[:-1] + flat[-1]
        cost = (weight * (np.logaddexp(0, scores) - answered * scores)).sum() / total
        slope = weight * (1 / (1 + np.exp(-scores)) - answered) / total
        gradient = np.append(rows.T @ slope + pull * flat[:-1], slope.sum())
        return float(cost + pull * (flat[:-1] ** 2).sum() / 2), gradient

    limits: list[tuple[float | None, float | None]] = [
        (0.0, None) if way > 0 else (None, 0.0) for way in directions
    ]
    fitted = _descend(loss, np.zeros(signs.shape[1] + 1), 500, [*limits, (None, None)])
    weights = fitted[:-1] / scale
    return np.asarray(weights), float(fitted[-1] - weights @ centre)


def _descend(
    loss: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    rounds: int,
    limits: Sequence[tuple[float | None, float | None]] | None = None,
) -> Floats:
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingDependency("scipy", "pip install 'radd[train]'") from error
    options: dict[str, Any] = {"maxiter": rounds}
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options=options).x)
