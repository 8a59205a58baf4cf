import {expect, test} from "@odoo/hoot";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

import {defineWhatsappInboxModels} from "./whatsapp_inbox_test_helpers";

class Template extends models.Model {
    _name = "template";
    preview = fields.Json();
    findings = fields.Json();
    _records = [
        {
            id: 1,
            preview: {
                header: {type: "text", text: "<b>Order</b>"},
                body: "Hola <strong>Ana</strong> &lt;i&gt;",
                footer: "Desert Garden",
                buttons: [
                    {kind: "quick_reply", text: "Gracias", detail: ""},
                    {kind: "url", text: "Seguir", detail: "https://example.com/1"},
                ],
                others: ["carousel"],
            },
            findings: ["Name: use lower-case letters", "Text: it is empty"],
        },
        {
            id: 2,
            preview: {
                header: {type: "document", text: "", name: "prices.pdf"},
                body: "",
                footer: "",
                buttons: [],
                others: [],
            },
            findings: [],
        },
    ];
}
defineWhatsappInboxModels();
defineModels([Template]);

function mountTemplate(resId) {
    return mountView({
        type: "form",
        resModel: "template",
        resId,
        arch: `<form>
            <field name="preview" widget="whatsapp_inbox_template_preview"/>
            <field name="findings" widget="whatsapp_inbox_template_findings"/>
        </form>`,
    });
}

test("the phone shows all parts, and texts as texts", async () => {
    await mountTemplate(1);
    const phone = ".o_whatsapp_inbox_phone";
    expect(`${phone} > div > .o-template:first-child > b`).toHaveText("<b>Order</b>");
    expect(`${phone}_text`).toHaveText("Hola Ana <i>");
    expect(`${phone}_text strong`).toHaveText("Ana");
    expect(`${phone}_footer`).toHaveText("Desert Garden");
    expect(`${phone}_button`).toHaveCount(2);
    expect(`${phone}_button:eq(1)`).toHaveAttribute("title", "https://example.com/1");
    expect(`${phone} .fa-puzzle-piece + span`).toHaveText("carousel");
    expect(".alert-warning li").toHaveCount(2);
});

test("a file is shown by its name; nothing to find is nothing to see", async () => {
    await mountTemplate(2);
    expect(".o_whatsapp_inbox_phone_media .fa-file-text-o").toHaveCount(1);
    expect(".o_whatsapp_inbox_phone_media").toHaveText("prices.pdf");
    expect(".o_whatsapp_inbox_phone_text").toHaveText("…");
    expect(".alert-warning").toHaveCount(0);
});
