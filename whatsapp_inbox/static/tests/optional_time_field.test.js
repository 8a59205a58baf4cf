import {expect, test} from "@odoo/hoot";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {defineWhatsappInboxModels} from "./whatsapp_inbox_test_helpers";

class Shift extends models.Model {
    _name = "shift";
    pause = fields.Float();
    _records = [{id: 1, pause: 0}];
}
defineWhatsappInboxModels();
defineModels([Shift]);

const INPUT = "[name=pause] input";

test("a break that there is none of is empty, and so it can be again", async () => {
    onRpc("shift", "web_save", ({args}) => expect.step(args[1].pause));
    await mountView({
        type: "form",
        resModel: "shift",
        resId: 1,
        arch: `<form><field name="pause" widget="whatsapp_inbox_optional_time"/></form>`,
    });
    expect(INPUT).toHaveValue("");
    await contains(INPUT).edit("14:30");
    expect(INPUT).toHaveValue("14:30");
    await contains(".o_form_button_save").click();
    await contains(INPUT).edit("");
    expect(INPUT).toHaveValue("");
    await contains(".o_form_button_save").click();
    expect.verifySteps([14.5, 0]);
});
