"""Logging a run to MLflow, when `MLFLOW_TRACKING_URI` names a server or a folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from assistant.errors import MissingDependency, Unavailable
from evals.summary import manifest, summarise, tasks_of

_NOT_IN_NAMES = re.compile(r"[^\w\-. :/]")
EXPERIMENT = "radd"


def wanted() -> bool:
    return bool(os.environ.get("MLFLOW_TRACKING_URI"))


def log(run: Path) -> str:
    """Log a run's circumstances, figures and logs; returns the MLflow run's id.

    Raises `MissingDependency` without mlflow, `Unavailable` when its server does not answer.
    """
    try:
        import mlflow
        from mlflow.exceptions import MlflowException
    except ImportError as error:
        raise MissingDependency("mlflow", "pip install 'radd[mlflow]'") from error
    names = tasks_of(run)
    about = manifest(run, names[0])
    params = {
        key: about.get(key)
        for key in ("subject", "commit", "knowledge", "prompts", "models", "limit", "seed")
    }
    params |= {f"data/{name}": manifest(run, name)["data_sha256"][:16] for name in names}
    try:
        mlflow.set_experiment(EXPERIMENT)
        with mlflow.start_run(run_name=run.name) as started:
            mlflow.log_params({key: value for key, value in params.items() if value is not None})
            for name in names:
                summary = summarise(run, name)
                mlflow.log_metrics(
                    {
                        _NOT_IN_NAMES.sub("_", f"{name}/{figure}"): estimate.value
                        for figure, estimate in summary.figures.items()
                    }
                    | {f"{name}/errors": summary.errors, f"{name}/p95_ms": summary.latency_ms["p95"]}
                )
            mlflow.log_artifacts(str(run))
            return str(started.info.run_id)
    except MlflowException as error:
        raise Unavailable(f"MLflow: {error}") from error
