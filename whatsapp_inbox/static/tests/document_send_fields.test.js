import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {defineWhatsappInboxModels} from "./whatsapp_inbox_test_helpers";

class Sending extends models.Model {
    _name = "sending";
    kind = fields.Selection({
        selection: [
            ["file", "File"],
            ["portal", "Link to the portal"],
            ["payment", "Payment link"],
        ],
    });
    kinds = fields.Json();
    phone = fields.Char();
    text = fields.Text();
    _records = [{id: 1, kind: "file", kinds: ["file", "payment"], phone: "+34"}];
}
defineWhatsappInboxModels();
defineModels([Sending]);

function openForm(arch) {
    return mountView({
        type: "form",
        resModel: "sending",
        resId: 1,
        arch: `<form>${arch}</form>`,
    });
}

test("of the kinds, those that this document has, beside each other", async () => {
    onRpc("sending", "web_save", ({args}) => expect.step(args[1]));
    await openForm(`<field name="kind" widget="whatsapp_inbox_document_kind"
        options="{'horizontal': true}"/>`);
    expect(queryAllTexts(".o_radio_item")).toEqual(["File", "Payment link"]);
    // Odoo's rules for what is horizontal are those of this class
    expect(".o_field_radio .o_horizontal").toHaveCount(1);
    await contains(".o_radio_item input[data-value=payment]").click();
    await contains(".o_form_button_save").click();
    expect.verifySteps([{kind: "payment"}]);
});

test("one writes the text at once, whatever stands above it", async () => {
    await openForm(`<field name="phone"/>
        <field name="text" widget="whatsapp_inbox_caption"/>`);
    expect("[name=text] textarea").toBeFocused();
});
