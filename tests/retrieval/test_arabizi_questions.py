from __future__ import annotations

from assistant.bootstrap import Assistant


def test_an_arabizi_question_is_searched_for_in_arabic_script_too(radd: Assistant) -> None:
    found = [passage.passage_id for passage in radd.search.rank("fi 7ad lel rasayel fel yom?", 3)]
    assert "no-daily-message-limit" in found
