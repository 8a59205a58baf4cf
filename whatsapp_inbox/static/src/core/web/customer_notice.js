import {_t} from "@web/core/l10n/translation";

/** Names in one notification; how many there are more is a number. */
const NAMES = 3;

/**
 * @param {{name: string}[]} customers
 * @returns {string} the names of the first of them
 */
export function namesOf(customers) {
    const names = customers.slice(0, NAMES).map(({name}) => name);
    return [...names, ...(customers.length > NAMES ? ["…"] : [])].join(", ");
}

/** One notification about customers, one or many, with a button that leads to them. */
export class CustomerNotice {
    /**
     * @param {Object} services action, mail.store, notification
     * @param {Object} options beside those of Odoo's notifications:
     * @param {(customers: {name: string}[]) => string} options.message
     * @param {string} options.filter of the list of conversations, if there are many
     */
    constructor(services, {message, filter, ...options}) {
        Object.assign(this, {filter, message, options, services});
        /** @type {Map<number, {name: string}>} by the thread, in the order told */
        this.told = new Map();
        this.close = () => undefined;
    }

    /**
     * @param {number} id of the thread
     * @param {{name: string}} customer and whatever the message says
     */
    add(id, customer) {
        this.told.set(id, customer);
        this.show();
    }

    /** @param {number} id of a thread of which one need not be told any more */
    delete(id) {
        if (this.told.delete(id)) {
            this.show();
        }
    }

    /** Show what is told of now, in place of what was shown. */
    show() {
        const now = [...this.told];
        this.close();
        now.forEach((entry) => this.told.set(...entry));
        if (!this.told.size) {
            return;
        }
        const name = this.told.size > 1 ? _t("Show") : _t("Open");
        this.close = this.services.notification.add(
            this.message([...this.told.values()]),
            {
                ...this.options,
                buttons: [{name, onClick: () => this.open()}],
                onClose: () => this.told.clear(),
            }
        );
    }

    async open() {
        const {action, "mail.store": store} = this.services;
        const [id] = this.told.keys();
        if (this.told.size > 1) {
            const filters = {search_default_mine: 1, [this.filter]: 1};
            await action.doAction("whatsapp_inbox.whatsapp_inbox_conversation_action", {
                additionalContext: filters,
            });
        } else {
            const thread = await store.Thread.getOrFetch({
                model: "discuss.channel",
                id,
            });
            await thread?.open({focus: true});
        }
        this.close();
    }
}
