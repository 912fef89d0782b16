"""Who takes part in the story of one order, and what they say, in each language."""

from collections.abc import Mapping

LANGUAGES = ("vi", "zh", "en")

# What the transcript itself says around the bubbles.
WORDS: Mapping[str, tuple[str, str, str]] = {
    "title": ("Một đơn hàng, từ lúc mở đến lúc quyết toán", "一张订单:从开单到结算", "One order, from opening to settlement"),
    "intro": (
        "Mọi tin nhắn trong các nhóm và khung chat riêng của một công ty, đúng như anh em thấy trên điện thoại. Nút bấm ghi trong [ngoặc vuông], phím của bàn phím riêng có dấu ⌨. Tin sửa tại chỗ chỉ ghi dòng mới.",
        "一家公司各群和私聊里的全部消息,和大家手机上看到的一样。[方括号]是按钮,⌨ 是私聊键盘上的键。原处更新的消息只写新的那几行。",
        "Every message in a company's groups and private chats, as people see it on their phones. Buttons stand in [brackets], keys of the private keyboard behind ⌨. Of a message edited in place only the new lines are shown.",
    ),
    "private": ("**Riêng · {person}**", "**私聊 · {person}**", "**Private · {person}**"),
    "taps": ("{person} bấm {label}.", "{person} 点 {label}。", "{person} taps {label}."),
    "toast": ("Hiện lên: “{text}”", "弹出:“{text}”", "A toast says: “{text}”"),
    "edited": ("sửa tại chỗ", "原处更新", "edited in place"),
    "only": ("chỉ {person} thấy", "只有{person}看得到", "only {person} sees it"),
    "pinned": ("📌 ghim", "📌 置顶", "📌 pinned"),
    "photo": ("🖼 ảnh", "🖼 照片", "🖼 photo"),
    "document": ("📎 tệp", "📎 文件", "📎 file"),
    "screen": (
        "Màn hình máy chủ lúc bot chạy lần đầu in ra một mã dùng một lần. An gửi mã đó cho bot.",
        "机器人第一次启动时,屏幕上打印出一个一次性代码。陈安把它发给机器人。",
        "At its first start the bot prints a one-time code on the screen. Anna sends it to the bot.",
    ),
    "same_way": (
        "Các nhóm còn lại gắn và anh em còn lại vào giống như vậy.",
        "其余的群照样绑定,其余的人照样加入。",
        "The other groups are bound and the others join in the same way.",
    ),
    "code": ("MÃ-DÙNG-MỘT-LẦN", "一次性代码", "ONE-TIME-CODE"),
    "link": ("MÃ-MỜI", "邀请码", "INVITATION"),
    "database": ("SQLite hoặc PostgreSQL", "SQLite 或 PostgreSQL", "SQLite or PostgreSQL"),
}  # fmt: skip

PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "admin": ("An", "陈安", "Anna"),
    "sales": ("Lan", "林兰", "Lily"),
    "design": ("Minh", "王明", "Mark"),
    "production": ("Tú", "张伟", "Tom"),
    "newcomer": ("Nga", "李娜", "Nora"),
    "finance": ("Thu", "周秋", "Fay"),
}

GROUPS: Mapping[str, tuple[str, str, str]] = {
    "sales": ("Phòng Kinh doanh", "销售群", "Sales team"),
    "design": ("Phòng Thiết kế", "设计群", "Design room"),
    "workshop": ("Xưởng", "车间", "Workshop"),
    "finance": ("Kế toán", "财务群", "Accounts"),
    "coordination": ("Điều phối", "协同群", "Coordination"),
}
TOPIC = ("Tiến độ", "进度", "Progress")

HEADINGS: Mapping[str, tuple[str, str, str]] = {
    "setup": ("Chạy lần đầu", "第一次启动", "First start"),
    "groups": ("Gắn nhóm với bộ phận", "把群绑定到部门", "Binding groups to departments"),
    "people": ("Mời mọi người vào", "邀请大家加入", "Inviting people"),
    "opened": ("Mở đơn bằng một dòng", "一行开单", "An order in one line"),
    "undone": ("Báo nhầm rồi rút lại", "报错了,撤回", "A slip, taken back"),
    "handed": ("Nhận đơn xong, chuyển sang thiết kế", "接单完成,转到设计", "Reception done, design is told"),
    "drawing": ("Gửi bản vẽ", "交图纸", "The drawing"),
    "placement": ("Chọn nơi sản xuất, báo bằng nút", "定生产位置,用按钮报", "Placement, reported by buttons"),
    "not_yet": ("Chưa xong thì không đóng gì cả", "没做完,什么都不关闭", "What is not done closes nothing"),
    "stranger": ("Người chưa có tên báo việc", "还没加入的人来报进度", "A report from somebody not enrolled yet"),
    "progress": ("Gia công 60 %", "加工 60 %", "Fabrication 60 %"),
    "held": ("Kẹt vì khách", "卡在客户", "Kept by the customer"),
    "sent_back": ("Trả về thiết kế một lần", "退回设计一次", "Sent back to design once"),
    "again": ("Thiết kế làm lại", "设计重做", "Design does it again"),
    "workshop": ("Hai việc trong một tin", "一条消息报两件事", "Two reports in one message"),
    "packed": ("Lắp ráp, đóng gói", "组装、包装", "Assembly and packing"),
    "delivery": ("Giao hàng", "交货", "Delivery"),
    "acceptance": ("Nghiệm thu có ảnh", "验收,附照片", "Acceptance with a photo"),
    "settlement": ("Quyết toán", "结算", "Settlement"),
    "guided": ("Mở đơn từng bước", "一步一步开单", "An order, asked for part by part"),
    "asked": ("Hỏi bot", "问机器人", "Asking the bot"),
    "lost": ("Gõ nhầm mã", "打错单号", "A wrong code"),
}  # fmt: skip

SAID: Mapping[str, tuple[str, str, str]] = {
    "bind_sales": ("/bind kinh doanh", "/bind 销售部", "/bind sales"),
    "bind_design": ("/bind design", "/bind design", "/bind design"),
    "bind_workshop": ("/bind sản xuất", "/bangding 车间", "/bind workshop"),
    "bind_finance": ("/gan kế toán", "/bangding 财务", "/bind accounting"),
    "bind_coordination": ("/gan điều phối", "/bangding 协同", "/bind coordination"),
    "language": ("/lang vi", "/lang zh", "/lang en"),
    "invite_design": ("/invite design 5", "/invite design 5", "/invite design 5"),
    "invite_sales": ("/invite sales 5", "/invite sales 5", "/invite sales 5"),
    "invite_production": ("/invite production 5", "/invite production 5", "/invite production 5"),
    "invite_finance": ("/invite finance 5", "/invite finance 5", "/invite finance 5"),
    "new": (
        "/new 2411; Khánh Thy; Biển alu 3×1,2 m; 5/12; 12,5 triệu; lắp sau 18h",
        "/new 2411；庆诗；铝塑板招牌 3×1.2 米；12月5日；1250万；晚上六点后安装",
        "/new 2411; Riverside Cafe; Aluminium sign 3 × 1.2 m; 5 Dec; 12.5m; install after 6 pm",
    ),
    "received_order": ("/update 2411 nhận đơn xong", "/update 2411 接单 完成", "/update 2411 reception done"),
    "undo": ("/undo", "/undo", "/undo"),
    "card": ("/order 2411", "/order 2411", "/order 2411"),
    "drawing": (
        "/update 2411 thiết kế xong, khách duyệt màu rồi",
        "/gengxin 2411 設計完成,客戶已確認顏色",
        "/update 2411 design done, customer agreed the colour",
    ),
    "drawing_name": ("bien-2411.pdf", "招牌-2411.pdf", "sign-2411.pdf"),
    "done_key": ("Báo xong", "报完成", "Report done"),
    "place": ("Xưởng Bình Tân", "平新车间", "Binh Tan workshop"),
    "not_done": ("2411 gia công chưa xong", "2411 加工还没完成", "2411 fabrication not done yet"),
    "tomorrow": ("2411 gia công thứ tư xong", "2411 加工周三完成", "2411 fabrication done by Wednesday"),
    "stranger": ("/update 2411 gia công 40%", "/update 2411 加工 40%", "/update 2411 fabrication 40%"),
    "sixty": ("/capnhat 2411 gia cong 60%", "/gengxin 2411 加工 60%", "/update 2411 fab 60%"),
    "stuck": (
        "/update 2411 gia công kẹt chờ khách duyệt màu",
        "/update 2411 加工卡住了,等客户确认颜色",
        "/update 2411 fabrication stuck, waiting for the customer to approve the colour",
    ),
    "resume": ("/tieptuc 2411", "/jixu 2411", "/resume 2411"),
    "send_back": (
        "/return 2411 gia công thiết kế bản vẽ sai kích thước, 3 m chứ không phải 2,8 m",
        "/return 2411 加工 设计 图纸尺寸不对,应该是 3 米",
        "/return 2411 fabrication design the drawing says 2.8 m, it must be 3 m",
    ),
    "redrawn": ("/update 2411 thiết kế xong", "/update 2411 设计完成", "/update 2411 design done"),
    "several": (
        "/update 2411 gia công xong\n2411 lắp ráp 10/20 chữ",
        "/update 2411 加工完成\n2411 组装 10/20 个",
        "/update 2411 fabrication done\n2411 assembly 10/20 letters",
    ),
    "two_done": ("/update 2411 lắp ráp xong\n2411 đóng gói xong", "/update 2411 组装完成\n2411 包装完成", "/update 2411 assembly done\n2411 packing done"),
    "delivered": ("/update 2411 giao hàng xong", "/update 2411 交货完成", "/update 2411 delivery done"),
    "acceptance_bare": ("2411 nghiệm thu xong", "2411 验收完成", "2411 acceptance done"),
    "signed": ("Khách ký rồi", "客户已签字", "Signed by the customer"),
    "settled": ("/update 2411 quyết toán xong", "/update 2411 结算完成", "/update 2411 settlement done"),
    "guided": ("/new", "/new", "/new"),
    "customer": ("Cà phê Phố Cổ", "古街咖啡", "Old Town Coffee"),
    "goods": ("Hộp đèn tròn 60 cm", "圆形灯箱 60 厘米", "Round light box 60 cm"),
    "day": ("thứ sáu tuần sau", "下周五", "11 December"),
    "amount": ("4tr2", "420万", "4.2m"),
    "my": ("/my", "我的任务", "/my"),
    "board": ("/board", "/board", "/board"),
    "history": ("/history 2411", "/history 2411", "/history 2411"),
    "help": ("/help", "/help", "/help"),
    "status": ("/status", "/status", "/status"),
    "members": ("/members", "/members", "/members"),
    "whoami": ("/whoami", "/whoami", "/whoami"),
    "wrong_code": ("/order 2412", "/order 2412", "/order 2412"),
    "question": ("2411 lắp ráp xong chưa?", "2411 组装好了吗?", "2411 assembly done?"),
}  # fmt: skip
