import pytest
from tools import helpdesk


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (["name", "number"], "number"),
        (["ticket_ref", "name"], "ticket_ref"),
        (["ticket_ref", "number"], "number"),
        (["name"], ""),
        ([], ""),
    ],
)
def test_the_first_name_that_there_is(known, found):
    assert helpdesk.field(helpdesk.TICKET["number"], known) == found
