"""Codes of orders and of cases are told apart by a slash before a number."""

import pytest

from handlers.reading.codes import case_key, code_candidates, code_key, code_keys


@pytest.mark.parametrize("typed", ["KT-2411/1", "kt 2411 / 1", "KT2411/1", "kt-2411∕1"])
def test_the_slash_of_a_case_is_kept_however_it_is_typed(typed: str) -> None:
    assert case_key(typed) == "kt2411/1"
    assert code_key(typed) == "kt24111"
    assert code_candidates(f"{typed} xong")[0].keys == ("kt2411/1", "kt24111")


@pytest.mark.parametrize("typed", ["KN-261101", "DH/A", "/2411"])
def test_any_other_slash_says_nothing(typed: str) -> None:
    assert code_keys(typed) == (code_key(typed),)


def test_a_share_behind_a_code_is_no_case() -> None:
    assert {one.key for one in code_candidates("2411 120/200")} >= {"2411"}
    assert "2411" not in {one.case_key for one in code_candidates("2411/1 xong")}
