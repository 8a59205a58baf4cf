import {Store} from "@mail/core/common/store_service";

import {patch} from "@web/core/utils/patch";
import {registry} from "@web/core/registry";

/** @type {import("models").Store} */
const storePatch = {
    setup() {
        super.setup(...arguments);
        /** Ids of members who are none any more; they do not come again. */
        this.leftMemberIds = new Set();
    },
    /** What was asked before they left may be answered after. */
    async fetchStoreData() {
        const result = await super.fetchStoreData(...arguments);
        this.forgetLeftMembers();
        return result;
    },
    forgetLeftMembers() {
        for (const id of this.leftMemberIds) {
            const member = this["discuss.channel.member"].get(id);
            const thread = member?.threadAsSelf;
            member?.delete();
            // who looks on after having left is told once more by a new connection
            if (thread) {
                Object.assign(thread, {
                    close_chat_window: true,
                    isLocallyPinned: false,
                });
            }
        }
    },
};
patch(Store.prototype, storePatch);

/** Takes a thread off the sidebar of who is no longer a member, also when that comes
 * while the browser still fetches the thread. */
export const leftMembersService = {
    dependencies: ["bus_service", "mail.store"],
    start(env, {bus_service: busService, "mail.store": store}) {
        busService.subscribe("whatsapp_inbox.member/left", ({id}) => {
            store.leftMemberIds.add(id);
            store.forgetLeftMembers();
        });
    },
};
registry.category("services").add("whatsapp_inbox.left_members", leftMembersService);
