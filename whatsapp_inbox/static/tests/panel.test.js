import {
    click,
    contains,
    focus,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, press, test} from "@odoo/hoot";
import {animationFrame, Deferred} from "@odoo/hoot-mock";
import {xml, Component} from "@odoo/owl";
import {
    getService,
    makeServerError,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {user} from "@web/core/user";
import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const TOGGLE = ".o-mail-DiscussContent-header button[name='whatsapp-customer']";

class Words extends Component {
    static template = xml`<span class="o_words" t-out="props.data.words"/>`;
    static props = ["data", "reload", "thread"];
}

class Choices extends Component {
    static template = xml`
        <input class="o_before"/>
        <Dropdown>
            <button class="o_choices">Choose</button>
            <t t-set-slot="content">
                <DropdownItem class="'o_choice'">This</DropdownItem>
            </t>
        </Dropdown>`;
    static components = {Dropdown, DropdownItem};
    static props = ["data", "reload", "thread"];
}

/** What a request for several has of one section. */
function answerOf(answer) {
    try {
        return answer();
    } catch (error) {
        return {error: error.data.message};
    }
}

/** A panel with these sections: what the server answers, by name. */
async function openPanel(answers, {folded = [], settings, slow = []} = {}) {
    for (const name of Object.keys(answers)) {
        panelSections.add(name, Words, {force: true});
    }
    onRpc("res.users.settings", "set_res_users_settings", ({kwargs}) => {
        expect.step(kwargs.new_settings.whatsapp_panel);
        return kwargs.new_settings;
    });
    onRpc("discuss.channel", "whatsapp_panel", ({args: [, chosen]}) =>
        Object.entries(answers).map(([name, answer]) => {
            const row = {
                folded: folded.includes(name),
                name,
                slow: slow.includes(name),
                title: name,
            };
            return row.slow || (chosen[name] ?? row.folded)
                ? row
                : {...row, data: answerOf(answer)};
        })
    );
    onRpc("discuss.channel", "whatsapp_panel_section", ({args: [, name]}) =>
        answers[name]()
    );
    onRpc("discuss.channel", "whatsapp_panel_sections", ({args: [, names]}) => {
        expect.step(names.toSorted());
        return Object.fromEntries(names.map((name) => [name, answerOf(answers[name])]));
    });
    const thread = await createCustomerThread();
    await start();
    if (settings) {
        patchWithCleanup(user, {
            get settings() {
                return {id: 1, whatsapp_panel: settings};
            },
        });
    }
    await openDiscuss(thread.channelId);
    return thread;
}

test("no section waits for another, or falls with it", async () => {
    let fail = true;
    const answers = {
        slow: () => new Deferred(),
        broken: () => {
            if (fail) {
                throw makeServerError({message: "No such table"});
            }
            return {words: "mended"};
        },
        fine: () => ({words: "fine"}),
    };
    await openPanel(answers, {slow: ["slow"]});
    await contains("[data-section=fine] .o_words:text(fine)");
    await contains("[data-section=slow] [role=status]");
    await contains("[data-section=broken] [role=alert]:contains(No such table)");
    fail = false;
    await click("[data-section=broken] [role=alert] button");
    await contains("[data-section=broken] .o_words:text(mended)");
});

test("what one may not see is not there", async () => {
    await openPanel({secret: () => false, fine: () => ({words: "fine"})});
    await contains("[data-section=fine] .o_words");
    await contains("[data-section=secret]", {count: 0});
});

test("it opens in one request; what follows the customer, in one more", async () => {
    let count = 0;
    const answer = () => ({words: `asked ${++count}`});
    const thread = await openPanel({one: answer, two: answer});
    await contains("[data-section=two] .o_words:text(asked 2)");
    expect.verifySteps([]);
    const store = getService("mail.store");
    store.insert({
        "whatsapp.inbox.contact": [{id: thread.contactId, partner_id: 4444}],
        "res.partner": [{id: 4444, name: "Somebody Else"}],
    });
    await contains(".o_words:text(asked 3)");
    await contains(".o_words:text(asked 4)");
    expect.verifySteps([["one", "two"]]);
});

test("a folded section asks for nothing until it is opened, and stays open", async () => {
    await openPanel(
        {
            long: () => {
                expect.step("asked");
                return {words: "long"};
            },
        },
        {folded: ["long"]}
    );
    await contains("[data-section=long] button[aria-expanded=false]");
    expect.verifySteps([]);
    await click("[data-section=long] button");
    await contains("[data-section=long] .o_words");
    await expect.waitForSteps([{folded: {long: false}}, "asked"]);
});

test("closed once, it stays closed", async () => {
    await openPanel({fine: () => ({words: "fine"})});
    await contains(".o_whatsapp_inbox_panel");
    await click(TOGGLE);
    await contains(".o_whatsapp_inbox_panel", {count: 0});
    await expect.waitForSteps([{closed: true}]);
});

test("it does not open by itself for who closed it", async () => {
    await openPanel({fine: () => ({words: "fine"})}, {settings: {closed: true}});
    await contains(".o-mail-Composer");
    await contains(".o_whatsapp_inbox_panel", {count: 0});
    await click(TOGGLE);
    await contains("[data-section=fine] .o_words");
    await expect.waitForSteps([{closed: false}]);
});

test("in a chat window, Tab goes through it, and Escape closes its lists first", async () => {
    panelSections.add("choices", Choices, {force: true});
    onRpc("discuss.channel", "whatsapp_panel", () => [
        {data: {}, folded: false, name: "choices", title: "Choices"},
    ]);
    const {channelId, pyEnv} = await createCustomerThread();
    const otherId = pyEnv["discuss.channel"].create({name: "general"});
    setupChatHub({opened: [otherId, channelId]});
    await start();
    await contains(".o-mail-ChatWindow", {count: 2});
    await click(
        ".o-mail-ChatWindow:contains(Ana García) .o-mail-ChatWindow-moreActions"
    );
    await click(".o-dropdown-item:contains(Customer)");
    await focus(".o-mail-ChatWindow .o_before");
    await press("Tab");
    await animationFrame();
    await contains(".o-mail-ChatWindow .o_choices:focus");
    await click(".o_choices");
    await contains(".o_choice");
    await press("Escape");
    await contains(".o_choice", {count: 0});
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_panel");
    await press("Escape");
    await contains(".o_whatsapp_inbox_panel", {count: 0});
    await contains(".o-mail-ChatWindow", {count: 2});
});
