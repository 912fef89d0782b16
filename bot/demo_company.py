"""What the centre file of a real company has and the demo company is lent, in memory alone: a bank account, its language."""

from orders.centre_file.centre import Centre, Centres
from orders.centre_file.company import BankAccount, Language
from orders.names import Names

# No bank has this number, so no app pays to it, whoever scans the code.
NOBODYS = BankAccount(
    names=Names(vi="Ngân hàng mẫu", zh="示例银行", en="Sample bank"),
    bin="999999",
    account="0000000000",
    holder="CONG TY MAU",
)
SPOKEN: dict[str, Language] = {"vi": "vi", "zh": "zh-Hans", "en": "en"}


def lent(centres: Centres, demo: str) -> Centres:
    """``demo``: the language of the demo company, "" without one. Accounts of a company's own are kept."""
    return Centres([_lent(centre, demo) for centre in centres.values()])


def _lent(centre: Centre, demo: str) -> Centre:
    changed: dict[str, object] = {}
    if not centre.company.bank_accounts:
        changed["bank_accounts"] = (NOBODYS,)
    if demo:
        changed["language"] = SPOKEN[demo]
    return centre.model_copy(update={"company": centre.company.model_copy(update=changed)})
