import {
    click,
    contains,
    insertText,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {Deferred, describe, expect, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {advanceTime} from "@odoo/hoot-mock";
import {
    getService,
    makeServerError,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

import {SAVE_AFTER} from "@whatsapp_inbox/core/common/composer_draft_patch";
import {STILL_HERE} from "@whatsapp_inbox/core/common/thread_desk_patch";
import {GONE_AFTER} from "@whatsapp_inbox/core/common/viewer_model";

import {
    createAnswer,
    createCustomerThread,
    defineWhatsappInboxModels,
    inHours,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const INPUT = ".o-mail-Composer-input";
const DRAFT = ".o_whatsapp_inbox_draft";
const VIEWERS = ".o-mail-DiscussContent-header .o_whatsapp_inbox_viewers";

/** A step for each of these calls, with what it says. */
function step(...methods) {
    for (const method of methods) {
        onRpc("discuss.channel", method, ({args}) => {
            // at the end of a test everybody leaves
            if (args[1] !== "left") {
                expect.step([method, ...args.slice(1)].join(" "));
            }
        });
    }
}

function createColleague(pyEnv, name = "Marta") {
    const partnerId = pyEnv["res.partner"].create({name});
    return {
        name,
        partnerId,
        userId: pyEnv["res.users"].create({partner_id: partnerId}),
    };
}

async function openThread(values, prepare = () => undefined) {
    const thread = await createCustomerThread(values);
    const marta = createColleague(thread.pyEnv);
    prepare(thread, marta);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Thread");
    return {...thread, marta};
}

/** A colleague types, or has typed. */
function typed({pyEnv, channelId}, {userId}, body, isNote = false) {
    const Draft = pyEnv["whatsapp.inbox.draft"];
    const id = Draft._save(channelId, userId, isNote, body);
    Draft._bus_send([id]);
    return id;
}

function says({pyEnv, channelId}, {partnerId: id, name}, state, writing = false) {
    const [channel] = pyEnv["discuss.channel"].search_read([["id", "=", channelId]]);
    pyEnv["bus.bus"]._sendone(channel, "whatsapp_inbox.desk", {
        channel_id: channelId,
        partner: {id, name},
        state,
        writing,
    });
}

test("what is typed is saved when the fingers rest, by its kind, and not twice", async () => {
    step("whatsapp_save_draft");
    await openThread();
    await insertText(INPUT, "Good");
    await insertText(INPUT, " morning");
    expect.verifySteps([]);
    await advanceTime(SAVE_AFTER);
    await expect.waitForSteps(["whatsapp_save_draft Good morning false"]);
    await press("alt+shift+n");
    await insertText(INPUT, "She pays late");
    await advanceTime(SAVE_AFTER);
    await expect.waitForSteps(["whatsapp_save_draft She pays late true"]);
    await press("alt+shift+n");
    await advanceTime(SAVE_AFTER);
    expect.verifySteps([]);
});

test("a switch at once saves each text as what it is", async () => {
    step("whatsapp_save_draft");
    await openThread();
    await insertText(INPUT, "Good morning");
    await press("alt+shift+n");
    await expect.waitForSteps(["whatsapp_save_draft Good morning false"]);
});

test("what was sent is not saved after it", async () => {
    step("whatsapp_save_draft");
    await openThread();
    await insertText(INPUT, "Good morning");
    await press("Enter");
    await contains(INPUT, {value: ""});
    await advanceTime(2 * SAVE_AFTER);
    expect.verifySteps([]);
});

test("one's own draft from another computer is there, each by its kind", async () => {
    await openThread({}, ({pyEnv, channelId}) => {
        const Draft = pyEnv["whatsapp.inbox.draft"];
        Draft._save(channelId, serverState.userId, false, "Good morning");
        Draft._save(channelId, serverState.userId, true, "She pays late");
    });
    await contains(INPUT, {value: "Good morning"});
    await contains(DRAFT, {count: 0});
    await press("alt+shift+n");
    await contains(INPUT, {value: "She pays late"});
});

test("a colleague's draft is seen, live, and gone when it is sent", async () => {
    const thread = await openThread({}, (values, marta) =>
        typed(values, marta, "Good mor")
    );
    await contains(`${DRAFT} strong:contains('Draft by Marta:')`);
    await contains(`${DRAFT}:contains('Good mor')`);
    typed(thread, thread.marta, "Good morning");
    await contains(`${DRAFT}:contains('Good morning')`);
    typed(thread, thread.marta, "");
    await contains(DRAFT, {count: 0});
});

test("one goes on with it, after what is there", async () => {
    step("whatsapp_end_draft");
    let id = false;
    await openThread({}, (values, marta) => {
        id = typed(values, marta, "Good morning");
    });
    await insertText(INPUT, "Hello");
    await click(`${DRAFT} button:contains('Continue with it')`);
    await expect.waitForSteps([`whatsapp_end_draft ${id}`]);
    await contains(DRAFT, {count: 0});
    await contains(INPUT, {value: "Hello\nGood morning"});
});

test("a note's draft is continued as a note", async () => {
    await openThread({}, (values, marta) => typed(values, marta, "Pays late", true));
    await contains(`${DRAFT}:contains('Draft of a note by Marta:')`);
    await click(`${DRAFT} button:contains('Continue with it')`);
    await contains(`.o_whatsapp_inbox_note_composer ${INPUT}`, {value: "Pays late"});
});

test("discarded, and brought back by Undo", async () => {
    await openThread({}, (values, marta) => typed(values, marta, "Good morning"));
    await click(`${DRAFT} button:contains('Discard')`);
    await contains(DRAFT, {count: 0});
    await contains(INPUT, {value: ""});
    await click(".o_notification button:contains('Undo')");
    await contains(`${DRAFT}:contains('Good morning')`);
});

test("who lost a draft to a colleague is told, and may have it back", async () => {
    const {pyEnv, channelId, marta} = await openThread();
    await insertText(INPUT, "Good morning");
    await advanceTime(SAVE_AFTER);
    const Draft = pyEnv["whatsapp.inbox.draft"];
    await contains(INPUT, {value: "Good morning"});
    const [{id}] = Draft._filter([["channel_id", "=", channelId]]);
    Draft.write([id], {active: false, ended_by_id: marta.userId});
    Draft._bus_send([id]);
    await contains(".o_notification:contains('Marta took or discarded your draft')");
    await contains(INPUT, {value: ""});
    await click(".o_notification button:contains('Bring it back')");
    await contains(INPUT, {value: "Good morning"});
});

test("a draft waits beside a closed window, too", async () => {
    await openThread(
        {conversation: {window_expires_at: inHours(-1)}},
        (values, marta) => typed(values, marta, "Good morning")
    );
    await contains(".o_whatsapp_inbox_closed");
    await contains(`${DRAFT}:contains('Good morning')`);
});

describe("who answers after a colleague", () => {
    const refuse = () => {
        let isRefused = true;
        onRpc("/mail/message/post", async (request) => {
            const {params} = await request.json();
            const {whatsapp_seen_message_id: seen} = params.post_data;
            expect.step(`seen ${seen}`);
            if (isRefused) {
                isRefused = false;
                const error = makeServerError({
                    errorName:
                        "odoo.addons.whatsapp_inbox.exceptions.AnsweredMeanwhile",
                    message: "Marta answered Ana García 10 seconds ago",
                    context: {last_message_id: 4321},
                });
                throw error;
            }
        });
    };

    test("is asked, and may send anyway", async () => {
        refuse();
        const thread = await createCustomerThread();
        const messageId = createAnswer(thread);
        await start();
        await openDiscuss(thread.channelId);
        await contains(".o-mail-Message:contains('Hello Ana')");
        await insertText(INPUT, "Good morning");
        await press("Enter");
        await contains(".modal:contains('Marta answered Ana García 10 seconds ago')");
        await click(".modal button:contains('Send Anyway')");
        await contains(".o-mail-Message:contains('Good morning')");
        await expect.waitForSteps([`seen ${messageId}`, "seen 4321"]);
    });

    test("or looks first, and has the text again", async () => {
        refuse();
        await openThread();
        await insertText(INPUT, "Good morning");
        await press("Enter");
        await contains(".modal .btn-primary:contains('Look First')");
        await insertText(INPUT, "And");
        await click(".modal button:contains('Look First')");
        await contains(INPUT, {value: "Good morning\nAnd"});
        await contains(".o-mail-Message:contains('Good morning')", {count: 0});
        await press("Enter");
        await contains(".o-mail-Message:contains('Good morning')");
        await expect.waitForSteps(["seen 0", "seen 4321"]);
    });

    test("at this customer, though the colleague has them now", async () => {
        refuse();
        const {pyEnv, channelId} = await createCustomerThread();
        await createCustomerThread({channel: {name: "Ben"}, partner: {name: "Ben"}});
        await start();
        await openDiscuss(channelId);
        await insertText(INPUT, "Good morning");
        await press("Enter");
        await contains(".modal button:contains('Look First')");
        const [id] = pyEnv["discuss.channel.member"].search([
            ["channel_id", "=", channelId],
        ]);
        const [me] = pyEnv["res.partner"].read(serverState.partnerId);
        const left = new Deferred();
        getService("bus_service").subscribe("whatsapp_inbox.member/left", () =>
            left.resolve()
        );
        pyEnv["bus.bus"]._sendone(me, "whatsapp_inbox.member/left", {id});
        await left;
        await click(".modal button:contains('Look First')");
        await contains(".o_whatsapp_inbox_name:contains('Ana García')");
        await contains(INPUT, {value: "Good morning"});
        await expect.waitForSteps(["seen 0"]);
    });
});

describe("who is there", () => {
    test("alone, one says so once", async () => {
        step("whatsapp_look");
        const {pyEnv} = await openThread();
        const otherId = pyEnv["discuss.channel"].create({name: "General"});
        await expect.waitForSteps(["whatsapp_look opened false"]);
        await insertText(INPUT, "Good morning");
        await advanceTime(3 * STILL_HERE);
        expect.verifySteps([]);
        onRpc("discuss.channel", "whatsapp_look", ({args}) => expect.step(args[1]));
        const {Thread} = getService("mail.store");
        const other = await Thread.getOrFetch({model: "discuss.channel", id: otherId});
        other.setAsDiscussThread();
        await expect.waitForSteps(["left"]);
    });

    test("colleagues are seen while they are there", async () => {
        step("whatsapp_look");
        const thread = await openThread();
        await expect.waitForSteps(["whatsapp_look opened false"]);
        await contains(VIEWERS, {count: 0});
        says(thread, thread.marta, "opened");
        await contains(`${VIEWERS}[title='Also looking at this conversation: Marta']`);
        await expect.waitForSteps(["whatsapp_look here false"]);
        await advanceTime(STILL_HERE);
        await expect.waitForSteps(["whatsapp_look here false"]);
        says(thread, thread.marta, "left");
        await contains(VIEWERS, {count: 0});
        await advanceTime(3 * STILL_HERE);
        expect.verifySteps([]);
    });

    test("a browser that says nothing any more is gone", async () => {
        const thread = await openThread();
        says(thread, thread.marta, "here");
        await contains(VIEWERS);
        await advanceTime(GONE_AFTER);
        await contains(VIEWERS, {count: 0});
    });

    test("that one writes is seen by who only looks, notes as well", async () => {
        step("whatsapp_look");
        const thread = await openThread();
        says(thread, thread.marta, "here", "note");
        await contains(".o_whatsapp_inbox_writer:contains('Marta is writing a note…')");
        typed(thread, thread.marta, "Pays late", true);
        await contains(`${DRAFT}:contains('Pays late')`);
        await contains(`${DRAFT} button`, {count: 0});
        says(thread, thread.marta, "here");
        await contains(".o_whatsapp_inbox_writer", {count: 0});
        await contains(`${DRAFT} button:contains('Continue with it')`);
        expect.verifySteps(["whatsapp_look opened false"]);
        await insertText(INPUT, "Good");
        await expect.waitForSteps(["whatsapp_look here reply"]);
    });

    test("oneself in another window is nobody", async () => {
        const thread = await openThread();
        says(thread, {partnerId: serverState.partnerId, name: "Me"}, "opened");
        says(thread, thread.marta, "opened");
        await contains(`${VIEWERS}[title$=': Marta']`);
    });

    test("who is no agent says and hears nothing", async () => {
        step("whatsapp_look", "whatsapp_save_draft");
        const {pyEnv, channelId} = await createCustomerThread();
        pyEnv["res.users"].write([serverState.userId], {
            has_whatsapp_inbox_access: false,
        });
        await start();
        await openDiscuss(channelId);
        await insertText(INPUT, "Good");
        await advanceTime(SAVE_AFTER);
        expect.verifySteps([]);
        expect(getService("mail.store").has_whatsapp_inbox_access).toBe(false);
    });
});
