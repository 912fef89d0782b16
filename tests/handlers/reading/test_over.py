"""What says plainly that something stops a stage no more, and what only sounds like it."""

import pytest

from handlers.reading.over import besides_over

# What is said, and what of it is said besides.
OVER = {
    "hết kẹt": "", "hết kẹt rồi ạ": "", "het ket": "", "làm tiếp": "", "đã giải quyết": "", "xử lý xong rồi nhé": "", "không kẹt nữa": "", "làm tiếp được rồi": "", "hết kẹt rồi em": "", "dạ hết kẹt rồi nha anh Tú": "", "làm tiếp nhé mọi người": "",
    "hết kẹt, mai xong": "mai xong", "hết kẹt mai xong": "mai xong", "mica về rồi, hết kẹt": "mica về rồi", "gỡ xong, 60%": "60%", "hết kẹt, đang làm": "đang làm",
    "máy sửa xong, làm tiếp": "máy sửa xong",
    "已解决": "", "继续": "", "可以继续了": "", "已解决了，谢谢": "谢谢", "不卡了老板": "", "不卡了，明天好": "明天好", "不卡了明天好": "明天好", "問題解決了，材料到了": "材料到了", "材料到了，继续做": "材料到了",
    "solved": "", "It's fixed now": "", "go on": "", "solved, thanks": "thanks", "fixed already boss": "", "no longer stuck": "", "solved, acrylic came": "acrylic came", "resolved, done tomorrow": "done tomorrow", "acrylic came, solved": "acrylic came",
}  # fmt: skip

NOT_OVER = (
    "hết kẹt chưa", "hết kẹt chưa?", "chưa hết kẹt", "hết kẹt không", "mai hết kẹt", "mai làm tiếp", "làm tiếp mai", "làm tiếp đi", "làm tiếp, được không", "gần hết kẹt",
    "hết kẹt, thiếu mica", "hết kẹt, nhưng còn thiếu mica", "khách bảo hết kẹt", "nếu hết kẹt thì báo", "hết kẹt, xong rồi", "xong, làm tiếp", "mai mica về, làm tiếp", "đợi mica, làm tiếp",
    "ok", "đã biết", "dạ em rõ", "xong", "đang gỡ", "mica về rồi", "",
    "还没解决", "解决了吗", "解决了没", "已解决一部分", "解决不了", "等材料，继续", "明天继续", "不卡了，但是缺料", "继续等", "知道了", "好的", "材料到了",
    "not solved", "solved?", "is it solved", "solved tomorrow", "solved by friday", "almost solved", "fixed price", "solved, but waiting for paint", "not fixed yet", "seen", "noted", "acrylic came",
)  # fmt: skip


@pytest.mark.parametrize(("words", "besides"), OVER.items())
def test_what_is_plainly_over_is_told_from_what_is_said_besides(words: str, besides: str):
    assert besides_over(words) == besides


@pytest.mark.parametrize("words", NOT_OVER)
def test_what_asks_hopes_or_only_acknowledges_is_not_over(words: str):
    assert besides_over(words) is None
