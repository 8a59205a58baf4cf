import {expect, test} from "@odoo/hoot";
import {queryOne} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {defineWhatsappInboxModels} from "./whatsapp_inbox_test_helpers";

class Reply extends models.Model {
    _name = "reply";
    text = fields.Text();
    _records = [{id: 1, text: "Hello , bye"}];
}
defineWhatsappInboxModels();
defineModels([Reply]);

test("a placeholder is put in where one writes", async () => {
    onRpc("mail.canned.response", "whatsapp_placeholders", () => [
        {name: "customer.name", label: "Name", group: "Customer", example: "Ana"},
        {name: "agent.name", label: "Name", group: "Agent", example: "Luis"},
    ]);
    onRpc("reply", "web_save", ({args}) => expect.step(args[1].text));
    await mountView({
        type: "form",
        resModel: "reply",
        resId: 1,
        arch: `<form><field name="text" widget="whatsapp_placeholder_text"/></form>`,
    });
    await contains("[name=text] textarea").click();
    queryOne("[name=text] textarea").setSelectionRange(6, 6);
    await contains("[name=text] button:contains('Fill in')").click();
    expect(".o_whatsapp_inbox_placeholders .dropdown-header").toHaveCount(2);
    await contains(".o-dropdown-item:contains('Luis')").click();
    expect("[name=text] textarea").toHaveValue("Hello {{agent.name}}, bye");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["Hello {{agent.name}}, bye"]);
});
