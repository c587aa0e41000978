"""The engine `libretranslate`: a LibreTranslate server by its address, the operator's own or another's."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from assistant.errors import Unavailable
from assistant.models import ReplyLanguage
from assistant.translation.engine import Line

_PATIENCE = 20.0  # seconds
_MOST_BYTES = 1_000_000


class LibreTranslateEngine:
    """Asks a server. What customers wrote leaves this machine: only an operator's setting turns it on."""

    name = "libretranslate"

    def __init__(self, url: str, key: str | None = None) -> None:
        """`url` is the server's root, http or https; `key` its API key where it wants one."""
        self._url = f"{url.rstrip('/')}/translate"
        self._key = key

    def translate(self, text: str, target: ReplyLanguage) -> Line:
        """Translate a line. Raises `Unavailable`, saying what the server said but never what it was sent."""
        asked = {"q": text, "source": "ar" if target == "en" else "en", "target": target, "format": "text"}
        if self._key:
            asked["api_key"] = self._key
        request = urllib.request.Request(  # noqa: S310 - the settings take http and https alone
            self._url, json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                found = json.loads(answer.read(_MOST_BYTES))["translatedText"]
        except urllib.error.HTTPError as error:
            raise Unavailable(f"the LibreTranslate server answers {error.code} {error.reason}") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(
                f"the LibreTranslate server gives no translation ({type(error).__name__})"
            ) from error
        if not isinstance(found, str):
            raise Unavailable("the LibreTranslate server gives no translation (not a text)")
        return Line(found.strip())
