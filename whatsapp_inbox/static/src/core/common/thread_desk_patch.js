import {fields} from "@mail/core/common/record";
import {Thread} from "@mail/core/common/thread_model";

import {browser} from "@web/core/browser/browser";
import {patch} from "@web/core/utils/patch";

/** How often one says to be still there; to nobody while alone. */
export const STILL_HERE = 30000;

/** Who else is at a customer's thread, and what they have typed.
 *
 * @type {import("models").Thread}
 */
const threadPatch = {
    setup() {
        super.setup(...arguments);
        this.whatsappDrafts = fields.Many("whatsapp.inbox.draft", {
            inverse: "channel_id",
        });
        this.whatsappViewers = fields.Many("whatsapp.inbox.viewer", {
            inverse: "thread",
            onAdd() {
                this.whatsappStillHere();
            },
        });
        /** In how many places it is open: Discuss, a chat window. */
        this.whatsappOpenCount = 0;
        /** @type {"reply"|"note"|false} what the others were told last */
        this.whatsappWriting = false;
        this.whatsappPulse = undefined;
    },
    get hasWhatsappDesk() {
        return this.isWhatsappInbox && this.store.has_whatsapp_inbox_access;
    },
    /** What colleagues have typed here, the newest first. */
    get otherWhatsappDrafts() {
        return this.whatsappDrafts
            .filter((draft) => draft.active && !draft.isMine)
            .sort((d1, d2) => (d2.write_date ?? 0) - (d1.write_date ?? 0));
    },
    async openWhatsappDesk() {
        if (!this.hasWhatsappDesk || this.whatsappOpenCount++) {
            return;
        }
        await this.enterWhatsappDesk();
    },
    closeWhatsappDesk() {
        if (this.whatsappOpenCount && !--this.whatsappOpenCount) {
            this.leaveWhatsappDesk();
        }
    },
    /** Tells that one is there, and gets what the others have typed. */
    async enterWhatsappDesk() {
        const data = await this.tellWhatsappDesk("opened");
        if (data) {
            this.store.insert(data);
            this.composer?.onWhatsappDraftsLoaded();
        }
    },
    leaveWhatsappDesk() {
        browser.clearTimeout(this.whatsappPulse);
        this.whatsappPulse = undefined;
        this.whatsappWriting = false;
        for (const viewer of [...this.whatsappViewers]) {
            viewer.delete();
        }
        this.tellWhatsappDesk("left");
    },
    /** What a colleague's browser says. */
    onWhatsappDesk({partner, state, writing}) {
        if (!this.whatsappOpenCount) {
            return;
        }
        if (state === "left") {
            this.store["whatsapp.inbox.viewer"].get({thread: this, partner})?.delete();
            return;
        }
        const viewer = this.store["whatsapp.inbox.viewer"].insert({
            thread: this,
            partner,
            writing,
        });
        viewer.stay();
        if (state === "opened") {
            this.tellWhatsappDesk("here");
        }
    },
    whatsappStillHere() {
        if (this.whatsappPulse || !this.whatsappOpenCount) {
            return;
        }
        this.whatsappPulse = browser.setTimeout(() => {
            this.whatsappPulse = undefined;
            if (this.whatsappViewers.length) {
                this.tellWhatsappDesk("here");
                this.whatsappStillHere();
            }
        }, STILL_HERE);
    },
    /** @param {"reply"|"note"|false} writing */
    tellWhatsappWriting(writing) {
        if (writing !== this.whatsappWriting) {
            this.whatsappWriting = writing;
            if (this.whatsappViewers.length) {
                this.tellWhatsappDesk("here");
            }
        }
    },
    /** That it fails is no trouble of the agent's: it is told again. */
    async tellWhatsappDesk(state) {
        try {
            return await this.store.env.services.orm.silent.call(
                "discuss.channel",
                "whatsapp_look",
                [[this.id], state, this.whatsappWriting]
            );
        } catch {
            return undefined;
        }
    },
};
patch(Thread.prototype, threadPatch);
