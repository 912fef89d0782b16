"""Vietnamese words, as written and as typed in a hurry."""

from collections.abc import Mapping

from handlers.reading.lexicon.tags import Tag

# Without accents these are words of their own, so in a text with accents they stand for nothing else.
LOOKALIKES = frozenset(
    {
        "cho",
        "sang",
        "toi",
        "thu",
        "mot",
        "may",
        "con",
        "a",
        "an",
        "to",
        "ma",
        "la",
        "bi",
        "ban",
        "no",
        "hay",
        "mua",
    }
)

WORDS: Mapping[Tag, str] = {
    Tag.DONE: """xong, xg, xog, hoàn thành, hthanh, hthành, hoàn tất, hoàn thiện, kết thúc, xong xuôi, làm xong, vừa xong, mới xong, vừa mới xong, vừa làm xong, mới làm xong,
        finish rồi, finish r, vừa hoàn thành, mới hoàn thành, vừa mới hoàn thành""",
    Tag.DID: "đã, và đã, rồi đã",
    Tag.PAST: """hôm qua, tối qua, chiều qua, sáng qua, từ hôm qua, hôm trước, hồi nãy, lúc nãy, ban nãy, nãy, hồi sáng""",
    Tag.ALL: "hết",
    Tag.SURE: "rồi, r, rùi, ròi, rầu, gòi, òi, oy, òy",
    Tag.FILLER: """em, e, mình, tui, vậy, thế, tụi em, tụi mình, bên em, bên mình, chúng em, bọn em, nhé, nha, nhá, nghen, nghe, hen, nè, nè anh, đó, đấy,
        ạ, ah em, ơi, dạ thưa, thưa, báo cáo, luôn, cả, hết cả, tất cả, toàn bộ, đủ, việc, công việc, công đoạn, bước, khâu, đơn, đơn hàng,
        này, mọi người, cả nhà, xưởng, bên xưởng, tốt, cảm ơn, cám ơn, từ, bot, ngon lành, hết kẹt, hết vướng, hết mưa, không kẹt, không kẹt nữa, không còn kẹt, không bị kẹt, không vướng, không lỗi, không hỏng, không vấn đề gì,
        không có vấn đề gì, không có gì, không sao, k lỗi, ko lỗi, đẹp""",
    Tag.ADDRESS: "anh, a, chị, c, sếp, bác, chú, cô, bạn",
    Tag.ACK: """ok, oke, oki, okie, okay, okê, ô kê, okela, dạ, da em, vâng, vâng ạ, uh, ừ, ừm, um, uhm, rõ, đã rõ, rõ rồi, được rồi, dc r, đc r, dc rồi, đc rồi,
        ổn, ổn rồi, đồng ý, hiểu rồi, đã hiểu, đã xem""",
    Tag.RECEIVED: """nhận, đã nhận, nhận được, nhận đc, nhận dc, đã nhận được, nhận rồi, nhận xong, nhận hàng xong, nhận hàng, đã nhận hàng, đã nhận đơn, đã nhận đủ,
        tiếp nhận, đã tiếp nhận""",
    # A drawing of the wiring is no order to go and do it.
    Tag.UNKNOWN: "sơ đồ đi điện, sơ đồ đi dây, bản vẽ đi điện, bản vẽ đi dây, giao cho, gửi cho, đưa cho, chuyển cho, bàn giao cho, phát cho",
    Tag.NOT: "chưa, chx, chửa, không, ko, k, kh, hok, hông, hổng, hem, khum, kg, kô",
    Tag.BROKEN: "hỏng, hư, bị hỏng, bị hư, lỗi, bị lỗi, trục trặc",
    Tag.NEVER: """đâu, chẳng, chả, đừng, xong đâu, gì đâu, làm gì, làm gì đã, sao được, không xong, khỏi, thất bại, chưa xong, chưa đâu, không được, ko dc, ko đc, k dc, k đc, không kịp,
        chưa kịp, chưa được, chưa dc, chưa đc, không nổi, k nổi, nổi, đâu có, không thể, ko thể, chưa thể, chưa chắc, chưa chắc đã, không chắc, ko chắc, chưa biết, chưa rõ""",
    Tag.ASK: """hả, chứ, chớ, à, ah, hử, hở, nhỉ, phải không, phải ko, phải k, đúng không, đúng ko, đúng k, bao giờ, bao h, mấy giờ, mấy h, chừng nào, bao lâu, bao lâu nữa, ai,
        ai làm, sao, sao chưa, vì sao, tại sao, khi nào, lúc nào, hay chưa, hay không, đến đâu, đến đâu rồi, tới đâu, tới đâu rồi, sao rồi, thế nào, chưa nhỉ, gì vậy, gì thế""",
    Tag.SOON: """gần, gần như, sắp, sắp sửa, sắp tới, chuẩn bị, tí, tí nữa, tý, tý nữa, tẹo, xíu, xíu nữa, chút, chút xíu, một chút, lát, lát nữa, một lát, sẽ, chắc, chắc là, chắc chắn,
        có lẽ, có thể, dự kiến, dự tính, dự định, hẹn, kịp, chờ xíu, đợi xíu, chờ chút, đợi chút, chờ tí, đợi tí, ước tính""",
    Tag.FUTURE: """tối mới, chiều mới, sáng mới, trưa mới, mai, ngày mai, sáng mai, trưa mai, chiều mai, tối mai, mốt, ngày mốt, ngày kia, kia, tuần sau, tuần tới, tháng sau, tháng tới, hôm sau, bữa sau, nữa, qua tuần,
        sang tuần, sang tháng, ngày tới, sau, bữa nào""",
    Tag.TODAY: "hôm nay, bữa nay, nay, sáng, trưa, chiều, tối, đêm, sáng nay, trưa nay, chiều nay, tối nay, đêm nay, lúc, giờ",
    Tag.TIME: """thứ, thứ hai, thứ ba, thứ tư, thứ năm, thứ sáu, thứ bảy, chủ nhật,
        cn, ngày, tuần, tháng, tuần này, tháng này, cuối ngày, cuối tuần, cuối tháng, đầu tuần, đầu tháng, giữa tháng, mùng, mồng""",
    Tag.DOING: "đang, đang làm, vẫn, vẫn đang, tiến hành, đang xử lý, dở, làm dở, dang dở, bắt đầu, mới làm, mới bắt đầu, mới bắt đầu làm",
    Tag.PART: """nửa, một nửa, phần, một phần, còn, còn lại, chỉ, chỉ còn, mỗi, thôi, trừ, ngoại trừ, cơ bản, tạm, sơ sơ, coi như, xem như, được, đc, dc, một số, vài, phần lớn, đa số,
        hầu hết, gần hết""",
    Tag.IF: """nếu, nếu như, hễ, khi, nhưng, nhưng mà, phải, cần, muốn, mong, xin, hứa, bảo, kêu, nói, nghe nói, tưởng, nghĩ, hình như, không biết, ko biết, k biết, giả sử,
        lẽ ra, sau khi, trước khi, cho đến khi, báo, nhắn, gọi, đi, giùm, giúp, hộ, nhanh, lẹ, gấp, hay, hoặc, tính, mới nhận, mới được, nhớ, hãy, làm ơn, nhờ, lo, rồi tính, rồi báo""",
    Tag.LINK: "vừa, mới, vừa mới, thì, cho, ráng, cố, gắng, cố gắng, sớm, với, để, là, mà, trong, trước, đến, tới, khoảng, tầm, cỡ, chừng, vào",
    Tag.WAIT: "chờ, đợi, đang chờ, đang đợi, chưa thấy, treo",
    Tag.LACK: "thiếu, chưa có, chưa về, không có, ko có, k có, không đủ, không còn, chưa đủ, chưa thấy có, chưa xin được, cạn",
}

STUCK: Mapping[str | None, str] = {
    None: "kẹt, bị kẹt, đang kẹt, vướng, bị vướng, tắc, tạm dừng, tạm ngưng, đứng hàng, dừng lại, bị dừng, sự cố, bế tắc",
    "machine": "mất điện, cúp điện, kẹt máy, máy đang sửa, sửa máy, hỏng máy, hư máy, máy hỏng, máy hư, máy bị lỗi, máy lỗi, xe hỏng, xe hư, hỏng xe, hư xe, xe chết máy",
    "weather": "mưa, trời mưa, mưa to, mưa quá, bão, gió to, gió lớn, ngập, tạnh mưa, thời tiết xấu",
    "rework": "làm lại, in lại, sửa lại, gia công lại, sai màu, sai kích thước, sai, in sai, in lỗi, làm hỏng, in hỏng",
    "people": "chờ người, chờ thợ, nghỉ ốm, thợ nghỉ, thiếu nhân công, thiếu nhân lực, không có ai làm, không ai làm, ko có ai làm, ko ai làm, k có ai làm, k ai làm, không có người làm",
    "customer": "đổi ý, khách đổi, khách sửa, khách hủy, chờ khách, chờ kh, đợi kh",
    "approval": "chờ duyệt, chờ ký, chờ sếp, chờ sếp duyệt",
    "payment": "chờ tiền, chờ cọc, chờ thanh toán, chờ chuyển khoản, chờ ck, chờ tt",
    "site": "chờ mặt bằng",
    "permit": "chờ giấy phép, chờ phép",
    "material": "chờ vật tư, chờ mica, chờ decal, chờ giấy, chờ mực, kẹt hàng, hàng chưa về, thiếu hàng, hết hàng, chờ hàng, đợi hàng, chờ hàng về, đợi hàng về, chưa có hàng, không có hàng",
}

THINGS: Mapping[str | None, str] = {
    "material": """mica, vật tư, vật liệu, nguyên liệu, phụ kiện, giấy, mực, mực in, decal, sơn, keo, nhôm, inox, sắt, tôn, gỗ, kính, đèn, led, đèn led, nguồn, linh kiện, nam châm,
        alu, fomex, formex, bạt, hiflex, vải, ốc, vít, tấm""",
    "customer": "khách, khách hàng, kh, khach hang",
    "approval": "duyệt, phê duyệt, ký, chốt, được duyệt, ký duyệt, xét duyệt, xác nhận",
    "payment": "tiền, cọc, thanh toán, chuyển khoản, ck, tt, tạm ứng, công nợ, đặt cọc, chuyển cọc, chuyển tiền, đóng tiền, tiền cọc",
    "machine": "máy, máy in, máy cắt, máy cnc, cnc, laser, điện, dao, đầu in",
    "people": "người, người làm, thợ, nhân công, nhân lực, nhân sự, công nhân",
    "weather": "nắng, tạnh",
    "site": "mặt bằng, công trình, công trường, hiện trường",
    "permit": "giấy phép, xin phép, phép, cấp phép",
    "rework": "sửa",
}
