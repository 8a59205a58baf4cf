import {click, contains, start, startServer} from "@mail/../tests/mail_test_helpers";
import {describe, test} from "@odoo/hoot";
import {serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

function assign(pyEnv, id, name) {
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(partner, "whatsapp_inbox.assigned", {
        channel_id: id,
        name,
    });
}

test("several conversations at once are one notification", async () => {
    const pyEnv = await startServer();
    await start();
    assign(pyEnv, 1, "Ana");
    await contains(
        ".o_notification:contains('Ana is your WhatsApp conversation now.')"
    );
    assign(pyEnv, 2, "Bea");
    assign(pyEnv, 2, "Bea");
    assign(pyEnv, 3, "Carla");
    assign(pyEnv, 4, "Dora");
    await contains(
        ".o_notification:contains('4 WhatsApp conversations are yours now: Dora, Carla, Bea, …')"
    );
    await contains(".o_notification", {count: 1});
});

test("what was closed is not told again", async () => {
    const pyEnv = await startServer();
    await start();
    assign(pyEnv, 1, "Ana");
    await click(".o_notification_close");
    await contains(".o_notification", {count: 0});
    assign(pyEnv, 2, "Bea");
    await contains(
        ".o_notification:contains('Bea is your WhatsApp conversation now.')"
    );
});

test("its button opens the thread", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    await start();
    assign(pyEnv, channelId, "Ana García");
    await click(".o_notification button:contains('Open')");
    await contains(".o-mail-ChatWindow", {text: "Ana García"});
    await contains(".o_notification", {count: 0});
});
