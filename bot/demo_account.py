"""A bank account for the sandbox, so that payment codes can be tried in a company that has none in its centre file."""

from orders.centre import Centre, Centres
from orders.company import BankAccount
from orders.names import Names

# No bank has this number, so no app pays to it, whoever scans the code.
NOBODYS = BankAccount(
    names=Names(vi="Ngân hàng mẫu", zh="示例银行", en="Sample bank"),
    bin="999999",
    account="0000000000",
    holder="CONG TY MAU",
)


def with_account(centres: Centres) -> Centres:
    """In memory alone; a company with accounts of its own keeps them."""
    return Centres([_with_account(centre) for centre in centres.values()])


def _with_account(centre: Centre) -> Centre:
    if centre.company.bank_accounts:
        return centre
    company = centre.company.model_copy(update={"bank_accounts": (NOBODYS,)})
    return centre.model_copy(update={"company": company})
