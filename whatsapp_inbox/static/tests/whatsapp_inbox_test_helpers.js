import {
    click,
    mailModels,
    openDiscuss,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";

import {
    Command,
    defineModels,
    MockServer,
    serverState,
} from "@web/../tests/web_test_helpers";
import {serializeDateTime} from "@web/core/l10n/dates";

import {DiscussChannel} from "./mock_server/mock_models/discuss_channel";
import {MailMessage} from "./mock_server/mock_models/mail_message";
import {ResPartner} from "./mock_server/mock_models/res_partner";
import {ResUsers} from "./mock_server/mock_models/res_users";
import {WhatsappInboxAccount} from "./mock_server/mock_models/whatsapp_account";
import {WhatsappInboxContact} from "./mock_server/mock_models/whatsapp_contact";
import {WhatsappInboxConversation} from "./mock_server/mock_models/whatsapp_conversation";
import {WhatsappInboxConversationEvent} from "./mock_server/mock_models/whatsapp_conversation_event";
import {WhatsappInboxDraft} from "./mock_server/mock_models/whatsapp_draft";
import {WhatsappInboxTag} from "./mock_server/mock_models/whatsapp_tag";
import {WhatsappInboxTeam} from "./mock_server/mock_models/whatsapp_team";
import {WhatsappInboxThreadOwner} from "./mock_server/mock_models/whatsapp_thread_owner";

const {DateTime} = luxon;

export function defineWhatsappInboxModels() {
    return defineModels({
        ...mailModels,
        DiscussChannel,
        MailMessage,
        ResPartner,
        ResUsers,
        WhatsappInboxAccount,
        WhatsappInboxContact,
        WhatsappInboxConversation,
        WhatsappInboxConversationEvent,
        WhatsappInboxDraft,
        WhatsappInboxTag,
        WhatsappInboxTeam,
        WhatsappInboxThreadOwner,
    });
}

/** @returns {string} the moment in so many hours, as the server writes it */
export function inHours(hours) {
    return serializeDateTime(DateTime.now().plus({hours}));
}

/**
 * A customer's thread with the current user as a member and an open window.
 *
 * Every parameter overrides values of one of its records.
 *
 * @param {Object} [values]
 * @param {Object} [values.account]
 * @param {Object} [values.channel]
 * @param {Object} [values.contact]
 * @param {Object} [values.conversation]
 * @param {Object} [values.member] the current user's membership
 * @param {Object} [values.partner]
 * @returns {Promise<{pyEnv, channelId, contactId, conversationId, accountId, partnerId}>}
 */
export async function createCustomerThread({
    account = {},
    channel = {},
    contact = {},
    conversation = {},
    member = {},
    partner = {},
} = {}) {
    const pyEnv = MockServer.env ?? (await startServer());
    const partnerId = pyEnv["res.partner"].create({name: "Ana García", ...partner});
    const accountId = pyEnv["whatsapp.inbox.account"].create({
        name: "Sales",
        ...account,
    });
    const contactId = pyEnv["whatsapp.inbox.contact"].create({
        name: "Anita",
        phone: "+34600111222",
        phone_formatted: "+34 600 11 12 22",
        partner_id: partnerId,
        ...contact,
    });
    const conversationId = pyEnv["whatsapp.inbox.conversation"].create({
        window_expires_at: inHours(20),
        ...conversation,
    });
    const channelId = pyEnv["discuss.channel"].create({
        channel_member_ids: [
            Command.create({partner_id: serverState.partnerId, ...member}),
        ],
        channel_type: "whatsapp_inbox",
        group_public_id: false,
        name: "Ana García",
        whatsapp_account_id: accountId,
        whatsapp_contact_id: contactId,
        whatsapp_conversation_id: conversationId,
        ...channel,
    });
    return {pyEnv, accountId, channelId, contactId, conversationId, partnerId};
}

/**
 * Start, with a customer's thread in Discuss.
 *
 * @param {Object} [values] see `createCustomerThread`
 */
export async function openCustomerThread(values) {
    const thread = await createCustomerThread(values);
    await start();
    await openDiscuss(thread.channelId);
    return thread;
}

/** A message of the customer's, unless `values` say otherwise. */
export function createMessage({pyEnv, channelId, partnerId}, values = {}) {
    return pyEnv["mail.message"].create({
        author_id: partnerId,
        body: "<p>Good morning</p>",
        message_type: "comment",
        model: "discuss.channel",
        res_id: channelId,
        subtype_id: getSubtype(pyEnv, "mail.mt_comment"),
        whatsapp_direction: "inbound",
        whatsapp_state: "received",
        ...values,
    });
}

/** A message that the current user sent to the customer. */
export function createAnswer(thread, values = {}) {
    return createMessage(thread, {
        author_id: serverState.partnerId,
        body: "<p>Hello Ana</p>",
        whatsapp_direction: "outbound",
        whatsapp_state: "sent",
        ...values,
    });
}

export function createNote(thread, values = {}) {
    return createAnswer(thread, {
        body: "<p>She pays late</p>",
        subtype_id: getSubtype(thread.pyEnv, "mail.mt_note"),
        whatsapp_direction: false,
        whatsapp_state: false,
        ...values,
    });
}

function getSubtype(pyEnv, xmlid) {
    return pyEnv["mail.message.subtype"].search([["subtype_xmlid", "=", xmlid]])[0];
}

/** Choose an action in the menu of the message that has this text. */
export async function openMenuOf(text, action) {
    await click(`.o-mail-Message:contains('${text}') [title='Expand']`);
    await click(`.o-dropdown-item:contains('${action}')`);
}

/** What the server pushes to the members' browsers when a record changes. */
export function pushRecord(pyEnv, model, id, values) {
    pyEnv[model].write([id], values);
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(
        partner,
        "mail.record/insert",
        new mailDataHelpers.Store(
            pyEnv[model].browse(id),
            Object.keys(values)
        ).get_result()
    );
}
