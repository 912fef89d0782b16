import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.reading.quantity import RefusedQuantity, read_quantity

FIELDS = ("percent", "done", "total", "good", "rejected", "left", "unit", "refused")

# 40 % are still to do.
STILL_TO_DO = (
    "còn khoảng 40%", "còn tầm 40%", "còn chừng 40%", "còn hơn 40%", "còn gần 40%", "chỉ còn độ 40%", "còn lại tầm 40%",
    "con khoang 40%", "còn 40% nha anh", "dạ em còn 40% ạ", "đang làm còn 40% mai xong", "còn 40% công việc", "còn 40% chưa làm",
    "40% chưa làm", "40% chưa hoàn thành", "40% nữa là xong", "40% nữa thôi là xong", "khoảng 40% nữa là xong", "40% còn lại mai làm",
    "xong 60% còn 40%", "xong 60% còn lại 40%", "60% xong, 40% chưa làm",
    "还有40%", "还剩大概40%", "还剩40%左右", "剩余40%", "剩下40%", "剩下的40%", "我们只剩40%了", "还剩下差不多40%", "40%还没做", "40%没做",
    "40%未完成", "40%还没完成", "40%尚未完成", "还有40%没做", "剩餘40%", "還有40%沒做",
    "about 40% still to do", "40% not done", "40% still not done", "40% not finished yet", "40% still to go", "remaining about 40%",
    "about 40% left", "we still have about 40% to go", "40% of the work left", "still 40% to do", "40% unfinished",
)  # fmt: skip
# 40 % are done, whatever is said besides.
DONE_ALREADY = (
    "được 40%", "mới 40%", "mới được khoảng 40%", "xong tầm 40%", "gần 40%", "được 40% chưa xong", "xong 40% chưa sơn mặt sau",
    "40% mực đã in", "差不多40%", "做到40%", "完成大概40%", "about 40%", "40% done not yet delivered", "nearly 40% done",
)  # fmt: skip
# So much of something else, or nobody can tell whether it is done.
OF_WHAT = (
    "còn 40% mực", "mực còn 40%", "còn khoảng 40% mực", "còn 40% tiền chưa thu", "tiền còn 40%", "còn 40% khách chưa duyệt",
    "sơn con 40%", "剩40%的料", "料还剩40%", "还有40%的油墨", "还有40%的款没收", "remaining 40% of the vinyl", "40% of the vinyl left",
    "ink 40% left", "40% chưa xong", "40% chưa duyệt", "chưa được 40%", "chưa tới 40%", "40% nữa", "40%还没收", "40%没付", "没到40%",
    "40% not paid", "not even 40%", "40% not approved",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("60%", {"percent": 60}),
        ("gia công 60 %", {"percent": 60}),
        ("６０％", {"percent": 60}),
        ("60 phần trăm", {"percent": 60}),
        ("60 phan tram", {"percent": 60}),
        ("60 percent", {"percent": 60}),
        ("99,9%", {"percent": 99}),
        ("0%", {"percent": 0}),
        ("100%", {"percent": 100}),
        ("百分之六十", {"percent": 60}),
        ("百分之60", {"percent": 60}),
        ("百分之百", {"percent": 100}),
        ("六成", {"percent": 60}),
        ("7成半", {"percent": 75}),
        ("六十五成", {"refused": RefusedQuantity.OVER}),
        ("một nửa", {"percent": 50}),
        ("mot nua", {"percent": 50}),
        ("xong một nửa rồi", {"percent": 50}),
        ("一半", {"percent": 50}),
        ("half", {"percent": 50}),
        ("120/200", {"done": 120, "total": 200}),
        ("120 / 200 bộ", {"done": 120, "total": 200, "unit": "bộ"}),
        ("120 trên 200", {"done": 120, "total": 200}),
        ("120 out of 200", {"done": 120, "total": 200}),
        ("三分之二", {"done": 2, "total": 3}),
        ("hai phần ba", {"done": 2, "total": 3}),
        ("200/200", {"done": 200, "total": 200}),
        ("đã giao 20 bộ", {"done": 20, "unit": "bộ"}),
        ("đã giao 20", {"done": 20}),
        ("giao 1.200 tờ", {"done": 1200, "unit": "tờ"}),
        ("delivered 20 sets", {"done": 20, "unit": "sets"}),
        ("20套", {"done": 20, "unit": "套"}),
        ("二十套", {"done": 20, "unit": "套"}),
        ("已交20套", {"done": 20, "unit": "套"}),
        ("đạt 117 hỏng 3", {"good": 117, "rejected": 3}),
        ("dat 117 hong 3", {"good": 117, "rejected": 3}),
        ("117 đạt, 3 hỏng", {"good": 117, "rejected": 3}),
        ("đạt 117 cái, hỏng 3 cái", {"good": 117, "rejected": 3, "unit": "cái"}),
        ("3 cái bị lỗi", {"rejected": 3, "unit": "cái"}),
        ("良品117 不良3", {"good": 117, "rejected": 3}),
        ("合格117，报废3", {"good": 117, "rejected": 3}),
        ("good 117 reject 3", {"good": 117, "rejected": 3}),
        ("117 good 3 rejected", {"good": 117, "rejected": 3}),
        ("60%, đã giao 20 bộ, hỏng 1", {"percent": 60, "done": 20, "rejected": 1, "unit": "bộ"}),
        ("40, hỏng 3", {"done": 40, "rejected": 3}),
        ("16/20, 2 broken", {"done": 16, "total": 20, "rejected": 2}),
        ("16/20 2 pcs damaged", {"done": 16, "total": 20, "rejected": 2, "unit": "pcs"}),
        ("16/20 坏了2个", {"done": 16, "total": 20, "rejected": 2, "unit": "个"}),
        ("16/20，坏了两个", {"done": 16, "total": 20, "rejected": 2, "unit": "个"}),
        ("16/20，2件报废", {"done": 16, "total": 20, "rejected": 2, "unit": "件"}),
        ("40 hỏng 3", {"done": 40, "rejected": 3}),
        ("生产 40 不良3", {"done": 40, "rejected": 3}),
        ("40 rejected 3", {"done": 40, "rejected": 3}),
        ("117 ok 3 rejected", {"good": 117, "rejected": 3}),
        ("117 ok, 3 hỏng", {"good": 117, "rejected": 3}),
        ("120 done", {"done": 120}),
        ("120 xong", {"done": 120}),
        ("120完成", {"done": 120}),
        ("20 done 3 rejected", {"done": 20, "rejected": 3}),
        ("còn 20 bộ", {"left": 20, "unit": "bộ"}),
        ("còn lại 20", {"left": 20}),
        ("xong, còn 20 bộ nữa", {"left": 20, "unit": "bộ"}),
        ("20 left", {"left": 20}),
        ("còn 40%", {"percent": 60}),
        ("con lai 40% nua", {"percent": 60}),
        ("được 40%, còn 60%", {"percent": 40}),
        ("还剩40%", {"percent": 60}),
        ("還差40%", {"percent": 60}),
        ("40% left", {"percent": 60}),
        ("40% to go", {"percent": 60}),
        ("còn 100%", {"percent": 0}),
        ("làm con 40%", {"percent": 60}),
        *((one, {"percent": 60}) for one in STILL_TO_DO),
        *((one, {"percent": 40}) for one in DONE_ALREADY),
        *((one, {"refused": RefusedQuantity.UNCLEAR}) for one in OF_WHAT),
        ("20 sets left", {"left": 20, "unit": "sets"}),
        ("剩20套", {"left": 20, "unit": "套"}),
        ("还差20个", {"left": 20, "unit": "个"}),
        ("120%", {"refused": RefusedQuantity.OVER}),
        ("210/200", {"refused": RefusedQuantity.OVER}),
        ("0/0", {"refused": RefusedQuantity.OVER}),
        ("-5%", {"refused": RefusedQuantity.NEGATIVE}),
        ("-5 bộ", {"refused": RefusedQuantity.NEGATIVE}),
        ("60% 70%", {"refused": RefusedQuantity.SEVERAL}),
        ("20 bộ bảng 30 cái đế", {"refused": RefusedQuantity.SEVERAL}),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, meant: dict[str, object]) -> None:
    quantity = read_quantity(typed)
    assert quantity is not None
    assert {
        name: getattr(quantity, name) for name in FIELDS if getattr(quantity, name) not in {None, ""}
    } == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "xong",
        "thiếu 3 cái",
        "缺3个",
        "còn 20 tấm mica",
        "còn 3 người",
        "máy 3 xong",
        "lô 2 xong",
        "2417 xong",
        "120 chưa xong",
        "25/12/2026",
        "2026-12-25",
        "10h30",
        "2 ngày nữa",
        "mica 3 ly",
        "giá 20tr",
        "gọi 0901234567",
        "máy 3",
        "máy hỏng 3 ngày",
        "máy 2 hỏng",
        "machine 12 broken",
        "broken 2 days ago",
        "坏了2天",
        "thứ 6",
        "12月25日",
        "giao 10h sáng",
    ],
)
def test_a_number_that_counts_no_work_is_no_amount(typed: str) -> None:
    assert read_quantity(typed) is None


def test_only_a_whole_amount_is_complete() -> None:
    complete = {
        typed: quantity.complete
        for typed in ("100%", "200/200", "99,9%", "199/200", "20 bộ")
        if (quantity := read_quantity(typed))
    }
    assert complete == {"100%": True, "200/200": True, "99,9%": False, "199/200": False, "20 bộ": False}


@settings(max_examples=300)
@given(st.text(alphabet="0123456789/%.-, bộcái套成百分之六十半hỏngđạt", max_size=25))
def test_no_text_upsets_the_reading(text: str) -> None:
    quantity = read_quantity(text)
    if quantity and not quantity.refused:
        assert quantity.percent is None or 0 <= quantity.percent <= 100
        assert quantity.total is None or (quantity.done is not None and quantity.done <= quantity.total)
