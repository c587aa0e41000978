"""The models on disk: listed with their sizes and hashes, fetched from a mirror, added from a file.

Any shelf's folder, served by a web server as it is, is a mirror for another: `models.json` beside the files
says what there is. Nothing is fetched but by `pull`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

import regex

from assistant.errors import BrokenAsset, InvalidInput, NotFound, Unavailable
from assistant.models import ReplyLanguage

MANIFEST = "models.json"
_CHUNK = 1 << 20
_LARGEST = 4 << 30
_PATIENCE = 30.0  # seconds without a byte
_FIREFOX = regex.compile(
    r"(?:model|vocab|srcvocab|trgvocab|lex)\.[\w.]*?(?P<pair>aren|enar)[\w.]*\.(?:bin|spm)"
)
_NAME = regex.compile(r"[a-z]+-(?:ar-en|en-ar)")

Progress = Callable[[str, int, int], None]
"""Hears a file's name, the bytes of it that are here, and how many it has."""


def pair(target: ReplyLanguage) -> str:
    """The direction into a language, as folders are named."""
    return "ar-en" if target == "en" else "en-ar"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a model: its path under the shelf, its bytes, its SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Shelf:
    """The folder that `RADD_MODELS_DIR` names. A model is called `<engine>-<direction>`: firefox-ar-en."""

    folder: Path

    def models(self) -> dict[str, tuple[StoredFile, ...]]:
        """What the manifest lists; empty without one. Raises `BrokenAsset`."""
        path = self.folder / MANIFEST
        if not path.is_file():
            return {}
        return _read_manifest(path.read_bytes(), str(path))

    def add(self, source: Path) -> str:
        """Put a model on the shelf: an `.argosmodel` file, or a folder with Firefox's files. Returns its name.

        Raises `InvalidInput` for anything else.
        """
        if source.is_dir():
            name, files = self._firefox(source)
        elif zipfile.is_zipfile(source):
            name, files = self._argos(source)
        else:
            raise InvalidInput(
                "FILE", f"{source} is neither an .argosmodel file nor a folder of Firefox's files"
            )
        self._record(name, files)
        return name

    def pull(self, name: str, mirror: str, report: Progress = lambda name, done, size: None) -> None:
        """Fetch a model from a mirror; what a broken download left is continued, every file is verified.

        Raises `NotFound` where the mirror has no such model, `Unavailable` where it fails.
        """
        listed = _read_manifest(_fetch(_join(mirror, MANIFEST)), _join(mirror, MANIFEST))
        if name not in listed:
            raise NotFound(f"model at {mirror} (it has {', '.join(sorted(listed)) or 'none'})", name)
        for file in listed[name]:
            self._pull_file(file, _join(mirror, file.path), report)
        self._record(name, list(listed[name]))

    def verify(self) -> list[str]:
        """What is wrong with the files on the shelf, one sentence each; empty when all are as recorded."""
        wrong = []
        for name, files in self.models().items():
            for file in files:
                path = self.folder / file.path
                if not path.is_file():
                    wrong.append(f"{name}: {file.path} is missing")
                elif path.stat().st_size != file.size or _hash(path) != file.sha256:
                    wrong.append(f"{name}: {file.path} is not what was recorded")
        return wrong

    def _pull_file(self, file: StoredFile, url: str, report: Progress) -> None:
        whole = self.folder / file.path
        if whole.is_file() and whole.stat().st_size == file.size and _hash(whole) == file.sha256:
            report(file.path, file.size, file.size)
            return
        whole.parent.mkdir(parents=True, exist_ok=True)
        partial = whole.with_name(f"{whole.name}.partial")
        have = partial.stat().st_size if partial.is_file() else 0
        if have > file.size:
            partial.unlink()
            have = 0
        if have < file.size:
            _download(url, partial, have, file, report)
        if _hash(partial) != file.sha256:
            partial.unlink()
            raise Unavailable(f"{url} is not the file that the mirror lists: its SHA-256 differs; pull again")
        partial.replace(whole)

    def _argos(self, source: Path) -> tuple[str, list[StoredFile]]:
        with zipfile.ZipFile(source) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            tops = {PurePosixPath(info.filename).parts[0] for info in members}
            about = next(
                (info for info in members if PurePosixPath(info.filename).name == "metadata.json"), None
            )
            unsafe = [
                i for i in members if ".." in PurePosixPath(i.filename).parts or i.filename[:1] in "/\\"
            ]
            if about is None or len(tops) != 1 or unsafe or sum(i.file_size for i in members) > _LARGEST:
                raise InvalidInput("FILE", f"{source} is not an Argos package")
            try:
                codes = json.loads(archive.read(about))
                name = f"argos-{codes['from_code']}-{codes['to_code']}"
            except (ValueError, KeyError, TypeError) as error:
                raise InvalidInput("FILE", f"{source}: its metadata.json names no languages") from error
            if not _NAME.fullmatch(name):
                raise InvalidInput("FILE", f"{source} is not for Arabic and English, but {name}")
            home = self.folder / "argos" / name.removeprefix("argos-")
            if home.exists():
                shutil.rmtree(home)
            for info in members:
                path = home.joinpath(*PurePosixPath(info.filename).parts[1:])
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(info) as given, path.open("wb") as file:
                    shutil.copyfileobj(given, file, _CHUNK)
        return name, self._files(home)

    def _firefox(self, source: Path) -> tuple[str, list[StoredFile]]:
        found = {path: match for path in source.iterdir() if (match := _FIREFOX.fullmatch(path.name))}
        pairs = {match["pair"] for match in found.values()}
        if len(pairs) != 1 or not any(path.name.startswith("model.") for path in found):
            raise InvalidInput(
                "FILE", f"{source} holds no one model of Firefox's (model.aren.….bin, vocab.aren.spm)"
            )
        direction = "ar-en" if pairs == {"aren"} else "en-ar"
        home = self.folder / "firefox" / direction
        home.mkdir(parents=True, exist_ok=True)
        for path in found:
            shutil.copyfile(path, home / path.name)
        return f"firefox-{direction}", self._files(home)

    def _files(self, home: Path) -> list[StoredFile]:
        return [
            StoredFile(path.relative_to(self.folder).as_posix(), path.stat().st_size, _hash(path))
            for path in sorted(home.rglob("*"))
            if path.is_file()
        ]

    def _record(self, name: str, files: list[StoredFile]) -> None:
        models: dict[str, tuple[StoredFile, ...]] = {**self.models(), name: tuple(files)}
        shown = {one: [asdict(file) for file in models[one]] for one in sorted(models)}
        partial = self.folder / f"{MANIFEST}.partial"
        partial.write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")
        partial.replace(self.folder / MANIFEST)


def _read_manifest(raw: bytes, where: str) -> dict[str, tuple[StoredFile, ...]]:
    try:
        models: Mapping[str, list[dict[str, object]]] = json.loads(raw)
        found = {
            name: tuple(StoredFile(str(f["path"]), int(str(f["size"])), str(f["sha256"])) for f in files)
            for name, files in models.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenAsset(where, f"is not a list of models: {error}") from error
    for name, files in found.items():
        for file in files:
            parts = PurePosixPath(file.path).parts
            if (
                not _NAME.fullmatch(name)
                or ".." in parts
                or file.path[:1] in "/\\"
                or not 0 <= file.size <= _LARGEST
            ):
                raise BrokenAsset(where, f"lists {name} {file.path}, which cannot be a model's file")
    return found


def _join(mirror: str, path: str) -> str:
    return f"{mirror.rstrip('/')}/{urllib.parse.quote(path)}"


def _open(url: str, start: int = 0) -> urllib.request.Request:
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise InvalidInput("mirror", "must begin with http:// or https://")
    headers = {"Range": f"bytes={start}-"} if start else {}
    return urllib.request.Request(url, headers=headers)  # noqa: S310 - the scheme is checked above


def _fetch(url: str) -> bytes:
    try:
        with urllib.request.urlopen(_open(url), timeout=_PATIENCE) as answer:  # noqa: S310
            return bytes(answer.read(_CHUNK * 8))
    except OSError as error:
        raise Unavailable(f"{url} cannot be fetched: {error}") from error


def _download(url: str, partial: Path, have: int, file: StoredFile, report: Progress) -> None:
    """Fetch what a file lacks; a server that does not continue gives it from the beginning."""
    try:
        with urllib.request.urlopen(_open(url, have), timeout=_PATIENCE) as answer:  # noqa: S310
            continues = answer.status == 206
            have = have if continues else 0
            with partial.open("ab" if continues else "wb") as out:
                while block := answer.read(_CHUNK):
                    have += len(block)
                    if have > file.size:
                        raise Unavailable(f"{url} is larger than the mirror lists")
                    out.write(block)
                    report(file.path, have, file.size)
    except OSError as error:
        raise Unavailable(
            f"{url} broke off after {have:,} of {file.size:,} bytes ({error}); pull again"
        ) from error
    if have < file.size:
        raise Unavailable(f"{url} broke off after {have:,} of {file.size:,} bytes; pull again")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
