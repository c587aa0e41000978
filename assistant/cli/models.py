"""`radd models`: which translation engines and models are here, and how more get here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import InvalidInput

if TYPE_CHECKING:
    from assistant.translation.shelf import Shelf

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The translation engines and their models."
)


@app.command("list")
def list_models() -> None:
    """The engines in the order they are asked, whether they are here, and why in this order; then the files."""
    from assistant.settings import load_settings
    from assistant.translation.choice import WHY, at_hand, engines, shelf_of

    settings = load_settings()
    asked = [engine.name for engine in engines(settings)]
    for name, here in at_hand(settings).items():
        place = f"{asked.index(name) + 1}." if name in asked else "  "
        typer.echo(f"{place} {name:<15} {'here' if here else 'not here':<9} {WHY[name]}")
    for name, files in shelf_of(settings).models().items():
        typer.echo(f"   {name}  {sum(file.size for file in files):,} bytes in {len(files)} files")


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="<engine>-<direction>, for example firefox-ar-en")],
    mirror: Annotated[str | None, typer.Option("--from", help="default: RADD_MODELS_URL")] = None,
) -> None:
    """Fetch a model from a mirror: any folder of `radd models path` behind a web server. Continues, verifies."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

    from assistant.settings import load_settings

    url = mirror or load_settings().models_url
    if url is None:
        raise InvalidInput("mirror", "name it with --from or RADD_MODELS_URL")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def report(path: str, done: int, size: int) -> None:
            if path not in tasks:
                tasks[path] = bar.add_task(Path(path).name, total=size)
            bar.update(tasks[path], completed=done)

        _shelf().pull(name, url, report)
    typer.echo(f"{name} is here")


@app.command()
def add(file: Annotated[Path, typer.Argument(help="an .argosmodel, or a folder of Firefox's files")]) -> None:
    """Put a model that you have on the shelf."""
    if not file.exists():
        raise InvalidInput("FILE", f"there is no {file}")
    typer.echo(f"{_shelf().add(file)} is here")


@app.command()
def verify() -> None:
    """Compare every file with the size and the SHA-256 recorded when it came; exit 1 when one differs."""
    wrong = _shelf().verify()
    for words in wrong:
        typer.echo(words)
    if wrong:
        raise typer.Exit(1)
    typer.echo("every file is as recorded")


@app.command()
def path() -> None:
    """The folder of the models. Served as it is, it is a mirror for others."""
    typer.echo(_shelf().folder)


@app.command()
def lessons(
    out: Annotated[Path, typer.Argument(help="JSON Lines for `train`; OUT.validation.jsonl comes beside it")],
    parallel: Annotated[
        Path | None,
        typer.Option(
            help="a folder of English<TAB>Arabic: NAME.tsv standard, NAME.<gulf|egy|lev>.tsv dialect"
        ),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="pairs of each file of --parallel")] = 500,
    apart: Annotated[
        list[Path] | None, typer.Option(help="an evaluation set (JSON Lines) that no lesson may come near")
    ] = None,
) -> None:
    """Make lessons for the offline translator of the examples, the replies on record and the templates."""
    from assistant.classification.fitting import split_of
    from assistant.drafting.replies import renderings
    from assistant.drafting.templates import load_templates
    from assistant.settings import load_settings
    from assistant.text.arabizi import load_transliterator
    from assistant.translation.lessons import course, own_pairs, parallel_pairs, texts_apart, write_course
    from assistant.translation.memory import aligned

    if not out.parent.is_dir():
        raise InvalidInput("OUT", f"there is no folder {out.parent}")
    settings = load_settings()
    twins = renderings(load_templates(settings.prompts_dir / "replies"))
    pairs = list(
        own_pairs(settings.knowledge_dir, (pair for name, en, ar in twins for pair in aligned(en, ar, name)))
    )
    if parallel is not None:
        pairs += parallel_pairs(parallel, most)
    made = course(
        pairs,
        lambda group: split_of(group) == "validation",
        (text for path in apart or () for text in texts_apart(path)),
        load_transliterator(settings.knowledge_dir),
    )
    beside = write_course(made, out)
    typer.echo(f"{len(made.lessons):,} lessons in {out}, {len(made.held):,} pairs held in {beside}")
    typer.echo(f"{made.left_out:,} pairs left out: nearly a held text or one of an evaluation set")


@app.command()
def train(
    lessons: Annotated[Path, typer.Argument(help="what `radd models lessons` writes, or the like")],
    out: Annotated[Path, typer.Option(help="where the adapter goes")],
    start: Annotated[
        Path | None, typer.Option(help="an adapter to go on from; default: the shipped one")
    ] = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="begin from the bare model")] = False,
    minutes: Annotated[float, typer.Option(min=0.1, help="stop after so long")] = 600.0,
    epochs: Annotated[float, typer.Option(min=0.01)] = 1.0,
    rate: Annotated[float, typer.Option(min=1e-6, help="the learning rate at its highest")] = 2e-4,
    keep_every: Annotated[
        float, typer.Option(min=0.1, help="minutes between kept copies, when LESSONS is read again too")
    ] = 15.0,
    threads: Annotated[int, typer.Option(min=1)] = 1,
) -> None:
    """Teach the offline translator more pairs (needs torch: the group train-translator)."""
    from assistant.settings import load_settings
    from assistant.translation.local import assembled
    from assistant.translation.training import Plan, read_lessons, teach

    settings = load_settings()
    shipped = settings.knowledge_dir / "models" / "translator.lora.gguf"
    plan = Plan(epochs=epochs, rate=rate, threads=threads, minutes=minutes, keep_every=keep_every)
    teach(
        lambda: read_lessons(lessons),
        assembled(_shelf().folder),
        None if afresh else start or shipped,
        out,
        plan,
        typer.echo,
    )
    typer.echo(f"written to {out}")


def _shelf() -> Shelf:
    from assistant.settings import load_settings
    from assistant.translation.choice import shelf_of

    shelf = shelf_of(load_settings())
    shelf.folder.mkdir(parents=True, exist_ok=True)
    return shelf
