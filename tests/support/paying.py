"""A company that customers can pay to: accounts in its centre, an order with a price, and what stands of its money."""

from dataclasses import replace
from typing import Any

from handlers.money.payment_lines import Asked, asked_of
from orders.centre_file.centre import Centres
from orders.centre_file.company import BankAccount
from orders.names import Names
from payments.vietqr import Transfer, read
from storage import audit
from storage.people import memberships, people_rows
from tests.support.company import FILE, PHOTO, Company, Heard

VCB = BankAccount(
    names=Names(vi="Vietcombank", zh="越南外贸银行", en="Vietcombank"),
    bin="970436",
    account="0123456789",
    holder="CONG TY ADTECH",
)
TCB = BankAccount(
    names=Names(vi="Techcombank", zh="越南技术商业银行", en="Techcombank"),
    bin="970407",
    account="19036688999",
    holder="CONG TY ADTECH",
)
PRICE = 12_000_000


def with_accounts(company: Company, *accounts: BankAccount) -> Company:
    """The same company with these accounts in its centre file."""
    own = company.centre.company.model_copy(update={"bank_accounts": accounts})
    company.centre = company.centre.model_copy(update={"company": own})
    company.centres = Centres([company.centre])
    company.around = replace(company.around, centres=company.centres)
    return company


def priced_order(company: Company, code: str = "KT-9", amount: str = "12tr") -> None:
    """An order that sales has opened, of 12 million unless it is said otherwise."""
    company.says("Lan", f"/new {code}; Khánh Thy; Bảng hiệu; 4/12; {amount}")
    company.says("Lan", f"/update {code} reception xong")


def accepted(company: Company, code: str = "KT-9") -> None:
    """The customer has accepted the work: both instalments are due."""
    company.says("Điệp", f"/update {code} design xong", attachments=(FILE,))
    company.says("Điệp", f"/update {code} placement xong")
    company.says("Điệp", "Xưởng 2")
    for stage in ("fabrication", "assembly", "packing", "delivery"):
        company.says("Điệp", f"/update {code} {stage} xong")
    company.says("Điệp", f"/update {code} acceptance xong", attachments=(PHOTO,))


def asked(company: Company, code: str = "KT-9") -> tuple[Asked, ...]:
    order = company.order(code).id
    return company.store.read(lambda conn: asked_of(conn, order)).result()


def audited(company: Company) -> list[tuple[str, Any]]:
    """What stands in the trail of money, the oldest first."""
    entries = company.store.read(lambda conn: audit.recent(conn, company.centre.id)).result()
    return [(one.act, one.data) for one in reversed(entries) if one.act.startswith("payment.")]


def pays(heard: Heard, place: int = 0) -> Transfer:
    """What the picture of a message asks for."""
    pictures = [say.picture for say in heard.says if say.picture is not None and say.edits is None]
    assert pictures[place] is not None
    return read(pictures[place].data["payload"])


def revoked(company: Company, who: str, role: str) -> None:
    def write(conn: Any) -> None:
        person = people_rows.by_user(conn, company.sender(who).id)
        assert person is not None
        memberships.revoke(conn, person.id, company.centre.id, role)

    company.store.write(write).result()
