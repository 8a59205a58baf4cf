import {contains, start} from "@mail/../tests/mail_test_helpers";
import {describe, test} from "@odoo/hoot";
import {getService} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

test("a thread is opened beside what is there, ready to write", async () => {
    const {channelId} = await createCustomerThread({member: {unpin_dt: "2026-03-02"}});
    await start();
    await getService("action").doAction({
        params: {channel_id: channelId},
        tag: "whatsapp_inbox_open_chat",
        type: "ir.actions.client",
    });
    await contains(".o-mail-ChatWindow-header", {text: "Ana García"});
    await contains(".o-mail-ChatWindow .o-mail-Composer-input:focus");
});
