"""How long the offline translation takes and what it weighs: `python -m evals.benchmarks.translation`.

Wall and processor time stand side by side: on a machine that others use, only the second can be compared.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from functools import partial

from assistant.bootstrap import Assistant
from assistant.settings import load_settings

# Fifteen words each, no two alike: the cache must not answer.
TEXTS = (
    "طلبت القلاية يوم الاحد ووصلت اليوم والسلة مكسورة من الجنب وابغى استبدالها او ترجعون فلوسي كاملة",
    "السماعة اللي وصلتني ما تشتغل الا من جهة وحدة وجربت اشحنها طول الليل وما فاد شي",
    "المكنسة صوتها عالي جدا من اول يوم وما تشفط زين على السجاد واريد ارجعها لكم هالاسبوع",
    "اشتريت الفستان مقاس 42 ووصلني مقاس 38 واللون مختلف عن الصورة الموجودة عندكم في الموقع تماما",
    "الغسالة بتعمل صوت غريب ساعة العصر ومش بتكمل البرنامج وكلمت الدعم مرتين ومحدش رد عليا خالص",
    "الشاحن سخن جدا بعد نص ساعة وخايفة احطه جنب ولادي ممكن ترجعوه وتبعتولي واحد تاني سليم",
    "الطابعة وصلت من غير حبر ومن غير سلك الكهربا والكتاب اللي معاها صيني ومش فاهمين حاجة",
)


def main() -> None:
    radd = Assistant(load_settings(translator="local"))
    _ = radd.translator, radd.reader
    before = _memory()
    _time("first translation, engine and encoder loading", lambda: radd.translate([TEXTS[0]], "en"))
    warm = [
        _time(f"text {number}", partial(radd.translate, [text], "en"))
        for number, text in enumerate(TEXTS[1:], 1)
    ]
    print(f"warm, 15 words: median {statistics.median(wall for wall, _ in warm):.2f} s wall, ", end="")
    print(f"{statistics.median(used for _, used in warm):.2f} s of processor")
    print(f"memory {before} MiB before, {_memory()} MiB at most after")


def _time(name: str, call: Callable[[], object]) -> tuple[float, float]:
    wall, used = time.perf_counter(), time.process_time()
    call()
    taken = time.perf_counter() - wall, time.process_time() - used
    print(f"{name}: {taken[0]:.2f} s wall, {taken[1]:.2f} s of processor")
    return taken


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
