from . import (
    whatsapp_inbox_connection_test,
    whatsapp_inbox_connection_test_line,
    whatsapp_inbox_connection_test_webhook,
    whatsapp_inbox_contact_merge,
    whatsapp_inbox_hand_over,
    whatsapp_inbox_snooze_choice,
    whatsapp_inbox_routing_test,
    whatsapp_inbox_setup,
    whatsapp_inbox_setup_closed_day,
    whatsapp_inbox_setup_team,
    whatsapp_inbox_test_message,
)
