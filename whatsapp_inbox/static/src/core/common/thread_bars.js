import {useBusy} from "@whatsapp_inbox/core/common/busy_hook";
import {ConversationStatus} from "@whatsapp_inbox/core/common/conversation_status";
import {CustomerDetails} from "@whatsapp_inbox/core/common/customer_details";

import {ThreadViewers} from "@whatsapp_inbox/core/common/thread_viewers";

import {Component, toRaw, useEffect} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/**
 * What must be seen before anything else in a customer's thread.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class ThreadBars extends Component {
    static template = "whatsapp_inbox.ThreadBars";
    static components = {ConversationStatus, CustomerDetails, ThreadViewers};
    static props = ["thread"];

    setup() {
        super.setup();
        this.state = useBusy();
        this.store = useService("mail.store");
        useEffect(
            (thread) => {
                thread.openWhatsappDesk();
                return () => thread.closeWhatsappDesk();
            },
            () => [toRaw(this.props.thread)]
        );
    }

    get contact() {
        return this.props.thread.whatsapp_contact_id;
    }

    get isPartnerAmbiguous() {
        return Boolean(
            this.contact?.partner_ambiguous && this.contact.partner_candidate_ids.length
        );
    }

    /** @returns {string|undefined} why nothing leaves by the number of this thread */
    get accountProblem() {
        const account = this.props.thread.whatsapp_account_id;
        switch (account?.state) {
            case "draft":
                return _t("The WhatsApp number %(name)s is not connected.", {
                    name: account.name,
                });
            case "stopped":
                return _t(
                    "The WhatsApp number %(name)s is stopped, messages wait until an administrator corrects it. %(reason)s",
                    {name: account.name, reason: account.state_reason || ""}
                );
        }
    }

    /** Who answers this customer in place of us, if anybody. */
    get otherOwner() {
        const owner = this.props.thread.whatsapp_owner_id;
        return owner?.isOther ? owner : undefined;
    }

    get otherOwnerText() {
        return _t(
            "%(app)s answers %(name)s now, nobody here is asked to. What you write takes the conversation over, if WhatsApp allows it.",
            {app: this.otherOwner.appName, name: this.props.thread.displayName}
        );
    }

    takeOver() {
        return this.state.during(() => toRaw(this.otherOwner).take());
    }

    get matchText() {
        switch (this.contact?.match_reason) {
            case "told":
                return _t(
                    "WhatsApp says that another contact here is the same person."
                );
            case "number":
                return _t(
                    "A number changed hands: another contact may be the same person."
                );
        }
    }

    /** @param {import("models").ResPartner} partner */
    choosePartner(partner) {
        return this.state.during(() => toRaw(this.contact).setPartner(partner.id));
    }
}
