from . import test_public_methods_helpdesk, test_tickets
