import {
    click,
    contains,
    patchUiSize,
    SIZES,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {describe, test} from "@odoo/hoot";
import {serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

test("on a phone the customers have a tab", async () => {
    patchUiSize({size: SIZES.SM});
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    await click(".o_menu_systray i[aria-label='Messages']");
    await contains(".o-mail-MessagingMenu-tab:contains('WhatsApp') .badge", {
        text: "1",
    });
    await click(".o-mail-MessagingMenu-tab:contains('WhatsApp')");
    await contains(".o-mail-NotificationItem:contains('Ana García') .fa-whatsapp");
    await click(".o-mail-NotificationItem:contains('Ana García')");
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_handle", {
        text: "+34 600 11 12 22",
    });
});

test("on a phone who is no agent has no tab", async () => {
    patchUiSize({size: SIZES.SM});
    const pyEnv = await startServer();
    pyEnv["res.users"].write([serverState.userId], {has_whatsapp_inbox_access: false});
    await start();
    await click(".o_menu_systray i[aria-label='Messages']");
    await contains(".o-mail-MessagingMenu-tab:contains('Chats')");
    await contains(".o-mail-MessagingMenu-tab:contains('WhatsApp')", {count: 0});
});

test("on a wide screen the customers are among the chats", async () => {
    const thread = await createCustomerThread();
    createMessage(thread, {body: "<p>Is it ready?</p>"});
    await start();
    await click(".o_menu_systray i[aria-label='Messages']");
    await click(".o-mail-MessagingMenu-headerFilter:contains('Chats')");
    await contains(".o-mail-NotificationItem-text", {text: "Is it ready?"});
    await contains(".o-mail-NotificationItem-text:contains('Ana García:')", {count: 0});
});

test("a line of the thread has no name in the preview", async () => {
    const thread = await createCustomerThread();
    createMessage(thread, {
        author_id: serverState.odoobotId,
        body: "<p>Missed call from the customer</p>",
        message_type: "notification",
        whatsapp_direction: false,
        whatsapp_state: false,
    });
    await start();
    await click(".o_menu_systray i[aria-label='Messages']");
    await contains(".o-mail-NotificationItem-text", {
        text: "Missed call from the customer",
    });
    await contains(".o-mail-NotificationItem-text:contains(':')", {count: 0});
});
