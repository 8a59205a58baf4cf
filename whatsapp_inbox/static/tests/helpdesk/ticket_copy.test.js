import {contains} from "@mail/../tests/mail_test_helpers";
import {Deferred, describe, expect, test} from "@odoo/hoot";
import {advanceTime} from "@odoo/hoot-mock";
import {getService, onRpc, serverState} from "@web/../tests/web_test_helpers";

import {createCustomerThread} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

import {
    createTicket,
    defineTicketModels,
    openTickets,
} from "./ticket_chatter_test_helpers";

describe.current.tags("desktop");
defineTicketModels();

/** By the newest message that a fetch of the ticket's messages begins after. */
function stepFetches(answer = () => undefined) {
    onRpc("/mail/thread/messages", async (request) => {
        const {params} = await request.json();
        expect.step(params.fetch_params.after ?? "all");
        await answer();
    });
}

function createCopy(pyEnv, res_id, body) {
    return pyEnv["mail.message"].create({body, model: "helpdesk.ticket", res_id});
}

/** What the server tells when a copy is made or changed; until it is heard. */
async function tell(pyEnv, ticket_id, message_id) {
    const heard = new Deferred();
    getService("bus_service").subscribe("whatsapp_inbox.ticket_copy", () =>
        heard.resolve()
    );
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(partner, "whatsapp_inbox.ticket_copy", {
        message_id,
        ticket_id,
    });
    await heard;
}

/** A ticket in a form, with one message. */
async function openTicket(answer) {
    const {pyEnv} = await createCustomerThread();
    const ticketId = createTicket(pyEnv);
    const firstId = createCopy(pyEnv, ticketId, "The pot is broken");
    stepFetches(answer);
    await openTickets(ticketId);
    return {firstId, pyEnv, ticketId};
}

async function openLoadedTicket(answer) {
    const ticket = await openTicket(answer);
    await contains(".o-mail-Message", {text: "The pot is broken"});
    await expect.waitForSteps(["all"]);
    return ticket;
}

test("several that come at once are fetched at once", async () => {
    const {firstId, pyEnv, ticketId} = await openLoadedTicket();
    for (const body of ["It leaks", "Look"]) {
        await tell(pyEnv, ticketId, createCopy(pyEnv, ticketId, body));
    }
    await advanceTime(1000);
    await contains(".o-mail-Message", {count: 3});
    await contains(".o-mail-Message:contains('It leaks')");
    expect.verifySteps([firstId]);
    await advanceTime(1000);
    expect.verifySteps([]);
});

test("one that has changed is shown as it is now", async () => {
    const {firstId, pyEnv, ticketId} = await openLoadedTicket();
    createCopy(pyEnv, ticketId, "Nobody told of this one");
    pyEnv["mail.message"].write([firstId], {body: "The pot was broken"});
    await tell(pyEnv, ticketId, firstId);
    await advanceTime(1000);
    await contains(".o-mail-Message", {count: 1, text: "The pot was broken"});
    expect.verifySteps([firstId - 1]);
});

test("nothing is fetched for a ticket that is not open", async () => {
    const {pyEnv} = await openLoadedTicket();
    const otherId = createTicket(pyEnv);
    await tell(pyEnv, otherId, createCopy(pyEnv, otherId, "It leaks"));
    await advanceTime(1000);
    expect.verifySteps([]);
});

test("while another look is on its way one waits", async () => {
    let arrival = undefined;
    const {firstId, pyEnv, ticketId} = await openLoadedTicket(() => arrival);
    arrival = new Deferred();
    const secondId = createCopy(pyEnv, ticketId, "It leaks");
    await tell(pyEnv, ticketId, secondId);
    await advanceTime(300);
    await expect.waitForSteps([firstId]);
    await tell(pyEnv, ticketId, createCopy(pyEnv, ticketId, "Look"));
    await advanceTime(1000);
    expect.verifySteps([]);
    arrival.resolve();
    await contains(".o-mail-Message", {count: 3});
    await advanceTime(300);
    expect.verifySteps([secondId]);
});

test("what is told while the ticket opens is not lost", async () => {
    const arrival = new Deferred();
    const {firstId, pyEnv, ticketId} = await openTicket(() => arrival);
    await expect.waitForSteps(["all"]);
    await tell(pyEnv, ticketId, createCopy(pyEnv, ticketId, "It leaks"));
    await advanceTime(300);
    expect.verifySteps([]);
    arrival.resolve();
    await contains(".o-mail-Message", {count: 2});
    await advanceTime(300);
    await expect.waitForSteps([firstId]);
});
