import {fields, Record} from "@mail/core/common/record";

import {user} from "@web/core/user";
import {debounce} from "@web/core/utils/timing";

const MODEL = "whatsapp.inbox.conversation";
export const PAGE_SIZE = 40;
export const REFILL_DELAY = 500;

/** What waits and nobody has, of the teams that one sees; only while somebody looks. */
export class WhatsappQueue extends Record {
    static _name = "whatsapp.inbox.queue";

    static new() {
        const queue = super.new(...arguments);
        queue.refill = debounce(() => queue.isListening && queue.fetch(), REFILL_DELAY);
        return queue;
    }

    /** All that wait, whether their row is loaded or not. */
    ids = new Set();
    limit = PAGE_SIZE;
    isListening = false;
    /** @type {"closed"|"fetching"|"fetched"} */
    status = "closed";
    rows = fields.Many(MODEL, {
        sort(c1, c2) {
            return this.compare(c1, c2);
        },
    });
    /** Opened from here without taking part: not kept when another one is opened. */
    openThread = fields.One("Thread");
    channel;
    refill;

    get count() {
        return this.ids.size;
    }

    get hasMore() {
        return this.rows.length < this.count;
    }

    /** As the server sorts: the most urgent, who wrote while we were closed, who waits longest. */
    compare(c1, c2) {
        return (
            Number(c2.priority) - Number(c1.priority) ||
            Number(c2.out_of_hours) - Number(c1.out_of_hours) ||
            (c1.queue_since?.ts ?? 0) - (c2.queue_since?.ts ?? 0) ||
            c1.id - c2.id
        );
    }

    // -- listening ------------------------------------------------------------------

    listen() {
        this.isListening = true;
        const companyIds = user.activeCompanies.map((company) => company.id);
        this.channel = `whatsapp_inbox.queue_${companyIds.sort().join(",")}`;
        this.store.env.services.bus_service.addChannel(this.channel);
        this.fetch();
    }

    stopListening() {
        this.isListening = false;
        this.store.env.services.bus_service.deleteChannel(this.channel);
        Object.assign(this, {ids: new Set(), limit: PAGE_SIZE, rows: []});
        this.status = "closed";
    }

    async fetch() {
        this.status = "fetching";
        const {ids, data} = await this.store.env.services.orm.silent.call(
            MODEL,
            "queue_page",
            [],
            {limit: this.limit}
        );
        if (!this.isListening) {
            return;
        }
        this.store.insert(data);
        this.ids = new Set(ids);
        this.rows = ids.slice(0, this.limit);
        this.status = "fetched";
    }

    async fetchMore() {
        this.limit = this.rows.length + PAGE_SIZE;
        await this.fetch();
    }

    /** The teams of the user changed: other queues, and other channels. */
    async restart() {
        if (this.isListening) {
            this.store.env.services.bus_service.forceUpdateChannels();
            await this.fetch();
        }
    }

    /**
     * @param {Object} change as `_tell_queues` sends it
     * @param {number[]} change.joined whose rows are new or have another place
     * @param {number[]} change.left
     * @param {Object} change.data for the store
     */
    update({joined, left, data}) {
        if (!this.isListening) {
            return;
        }
        this.store.insert(data);
        const moved = new Set([...left, ...joined]);
        this.ids = new Set([...this.ids].filter((id) => !moved.has(id)));
        this.rows = this.rows.filter((row) => !moved.has(row.id));
        for (const id of joined) {
            this.place(this.store[MODEL].get(id));
        }
        if (this.hasMore && this.rows.length < this.limit) {
            this.refill();
        }
    }

    /** Among the rows that are loaded, unless its place is after them. */
    place(conversation) {
        const last = this.rows.at(-1);
        if (!this.hasMore || (last && this.compare(conversation, last) < 0)) {
            this.rows.add(conversation);
        }
        this.ids = new Set(this.ids).add(conversation.id);
    }

    // -- acting ---------------------------------------------------------------------

    async open(conversation) {
        const thread = await this.store.Thread.getOrFetch({
            model: "discuss.channel",
            id: conversation.channel_id,
        });
        thread?.open({focus: true});
        if (!thread?.self_member_id) {
            this.openThread = thread;
        }
    }

    /** Answer this customer, unless somebody else was faster. */
    async claim(conversation) {
        const {action, orm} = this.store.env.services;
        const refused = await orm.call(MODEL, "action_claim", [[conversation.id]]);
        if (refused) {
            await action.doAction(refused);
            await this.fetch();
            return;
        }
        await this.open(conversation);
    }

    /** What was only looked at leaves the sidebar with the next one. */
    onThreadChange(thread) {
        const before = this.openThread;
        if (before && before.notEq(thread)) {
            this.openThread = undefined;
            before.isLocallyPinned = false;
        }
    }
}
WhatsappQueue.register();
