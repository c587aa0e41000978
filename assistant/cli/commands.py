"""What each command does. Heavy parts are imported where they are used: `radd check` must start at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import evaluation, importing, keys, knowledge, models, records, rewriting, translating
from assistant.cli.pipes import print_json as _print_json
from assistant.cli.pipes import standard_input as _standard_input
from assistant.errors import NotFound

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Radd reads a return request, says what to do, drafts the reply and checks it before it is sent.",
)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(evaluation.app, name="eval")
app.command()(rewriting.rewrite)
app.add_typer(keys.app, name="keys")
app.command()(translating.translate)
app.add_typer(translating.memory, name="memory")
app.add_typer(models.app, name="models")
app.add_typer(records.app, name="records")
app.command("import")(importing.import_returns)

_Words = Annotated[str, typer.Argument(help="the text, or - to read JSON from standard input")]
_Json = Annotated[bool, typer.Option("--json", help="print the API's JSON")]
_Language = Annotated[str, typer.Option("--language", "-l", help="en or ar: the language you read")]


@app.command()
def suggest(
    text: _Words,
    as_json: _Json = False,
    language: _Language = "en",
    refund: Annotated[str | None, typer.Option(help="the amount to offer, for example 120")] = None,
    currency: Annotated[str | None, typer.Option(help="AED, SAR or EGP")] = None,
    help_text: Annotated[str | None, typer.Option("--help-text", help="steps that may solve it")] = None,
    explain: Annotated[
        bool, typer.Option(help="show the words and the nearest examples behind the situation")
    ] = False,
    llm: Annotated[bool, typer.Option(help="let the configured language model write the draft")] = False,
) -> None:
    """What a customer's message means, what to do by when, and a draft of the reply."""
    from assistant.cli import show
    from assistant.contract import SuggestionIn, suggestion_out

    if text == "-":
        request = SuggestionIn.parse(_standard_input())
    else:
        fields: dict[str, Any] = {
            "return_request": {"customer_comment": text, "currency": currency},
            "seller_language": language,
            "refund_amount": refund,
            "technical_help": help_text,
            "mode": "llm" if llm else "template",
        }
        request = SuggestionIn.parse(json.dumps(fields))
    radd = _assistant()
    value = request.value()
    suggestion = radd.suggest(value)
    if as_json:
        _print_json(suggestion_out(suggestion))
        return
    why = None
    if explain:
        why = radd.why(value.case.request.customer_comment, suggestion.understanding.situation.label)
    show.suggestion(value, suggestion, why)


@app.command()
def check(text: _Words, as_json: _Json = False, language: _Language = "en") -> None:
    """Whether a draft may be sent: exit 0 when it may, 1 when it may not."""
    from assistant.cli import show
    from assistant.contract import CheckIn, check_out

    raw = _standard_input() if text == "-" else json.dumps({"draft": text, "language": language})
    request = CheckIn.parse(raw)
    report = _assistant().check(request.draft, request.context(), request.language)
    if as_json:
        _print_json(check_out(report))
    else:
        show.check(request.draft, report)
    raise typer.Exit(0 if report.allowed else 1)


@app.command()
def ask(
    question: _Words,
    as_json: _Json = False,
    language: Annotated[str | None, typer.Option("--language", "-l", help="en or ar")] = None,
    after: Annotated[
        list[str] | None, typer.Option("--after", help="what was asked before; may be repeated")
    ] = None,
) -> None:
    """Ask the guidelines and your own documents a question, in any language."""
    from assistant.cli import show
    from assistant.contract import AnswerIn, answer_out

    raw = (
        _standard_input()
        if question == "-"
        else json.dumps({"question": question, "language": language, "conversation": after or []})
    )
    request = AnswerIn.parse(raw)
    answer = _assistant().answer(request.question, request.language, conversation=request.conversation)
    if as_json:
        _print_json(answer_out(answer))
    else:
        show.answer(answer)


@app.command()
def explain(rule: Annotated[str, typer.Argument(help="a rule's id, for example follow_up")]) -> None:
    """Why a rule exists, its source, and examples that break and keep it."""
    import importlib

    from assistant.models import RuleId

    if rule not in list(RuleId):
        raise NotFound("rule", rule)
    documented = importlib.import_module(f"assistant.checking.rules.{rule}").__doc__ or ""
    text = _assistant().checker.texts[RuleId(rule)]
    typer.echo(f"{rule} ({text.severity}s; guideline {text.evidence_id})\n\n{documented.strip()}\n")
    typer.echo("What a seller reads:")
    for variant in text.messages.values():
        for language, message in sorted(variant.items(), reverse=True):
            typer.echo(f"    {language}: {message}")


@app.command()
def train(
    encoder: Annotated[
        bool, typer.Option("--encoder", help="fine-tune the message encoder first (half an hour or more)")
    ] = False,
    also: Annotated[
        list[Path] | None,
        typer.Option(help="more messages, such as corrections that `radd eval review` accepted"),
    ] = None,
) -> None:
    """Rebuild the shipped models from knowledge/examples."""
    from assistant.settings import load_settings
    from assistant.training import teach_encoder, train_models

    if encoder:
        typer.echo(f"written to {teach_encoder(load_settings(), typer.echo)}")
    typer.echo(f"written to {train_models(load_settings(), typer.echo, also or [])}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="where to listen")] = None,
    port: Annotated[int | None, typer.Option(help="0 picks a free one")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="show invented returns instead of those on record")
    ] = False,
) -> None:
    """Start the HTTP service."""
    import os

    import uvicorn

    from assistant.bootstrap import Assistant
    from assistant.settings import load_settings

    if demo:
        os.environ["RADD_DEMO"] = "true"  # the service reads its settings itself
    if host is not None:
        os.environ["RADD_HOST"] = host
    settings = load_settings(port=port)
    Assistant(settings).require_keys()
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level="info",
        access_log=False,  # request lines may carry what a customer wrote
    )


def _assistant() -> Assistant:
    from assistant.bootstrap import Assistant

    return Assistant()
