import {click, contains, start, startServer} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {advanceTime, mockDate} from "@odoo/hoot-mock";
import {serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
    inHours,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

function tell(pyEnv, kind, values) {
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(partner, `whatsapp_inbox.window_${kind}`, values);
}

function closing(pyEnv, id, name, hours = 1) {
    tell(pyEnv, "closing", {channel_id: id, name, expires_at: inHours(hours)});
}

test("one who waits is told with the time, until answered", async () => {
    mockDate("2025-03-10 12:00:00", 0);
    const pyEnv = await startServer();
    await start();
    closing(pyEnv, 1, "Ana");
    await contains(
        ".o_notification:contains('Ana waits, and the 24-hour window closes at 1:00')"
    );
    await advanceTime(60 * 1000);
    await contains(".o_notification");
    tell(pyEnv, "settled", {channel_id: 1});
    await contains(".o_notification", {count: 0});
});

test("several are one notification, and each leaves it when answered", async () => {
    const pyEnv = await startServer();
    await start();
    closing(pyEnv, 1, "Ana");
    closing(pyEnv, 2, "Bea");
    closing(pyEnv, 2, "Bea");
    await contains(
        ".o_notification:contains('2 customers wait while their 24-hour window closes: Ana, Bea')"
    );
    await contains(".o_notification", {count: 1});
    tell(pyEnv, "settled", {channel_id: 1});
    await contains(".o_notification:contains('Bea waits')");
    tell(pyEnv, "settled", {channel_id: 9});
    await contains(".o_notification", {count: 1});
});

test("what is told too late is not shown", async () => {
    const pyEnv = await startServer();
    await start();
    closing(pyEnv, 1, "Ana", -1);
    closing(pyEnv, 2, "Bea");
    await contains(".o_notification:contains('Bea waits')");
    expect(".o_notification:contains('Ana')").toHaveCount(0);
});

test("its button opens the thread", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    await start();
    closing(pyEnv, channelId, "Ana García");
    await click(".o_notification button:contains('Open')");
    await contains(".o-mail-ChatWindow", {text: "Ana García"});
    await contains(".o_notification", {count: 0});
});
