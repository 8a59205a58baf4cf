import {contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, test} from "@odoo/hoot";
import {onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

test("a card with its points", async () => {
    const card = {
        code: "044-1",
        expires: "2026-03-31",
        id: 4,
        points: "120 Points",
        program: "Cactus Club",
    };
    const data = {cards: [card], more: false};
    onRpc("discuss.channel", "whatsapp_panel", () => [
        {folded: false, name: "loyalty", title: "Loyalty"},
    ]);
    onRpc("discuss.channel", "whatsapp_panel_section", () => data);
    onRpc("discuss.channel", "whatsapp_panel_sections", () => ({loyalty: data}));
    const {channelId} = await createCustomerThread();
    await start();
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_card", {text: "Cactus Club"});
    await contains(".o_whatsapp_inbox_card", {text: "120 Points"});
    await contains(".o_whatsapp_inbox_card", {text: "until 03/31/2026"});
});
