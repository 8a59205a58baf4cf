import {OutOfFocusService} from "@mail/core/common/out_of_focus_service";
import "@mail/core/public_web/out_of_focus_service_patch";

import {patch} from "@web/core/utils/patch";

/** What comes so soon after is part of the same album; the server has the same. */
export const TOGETHER = 10000;
/** How long an answer about the user's working hours holds. */
const HOURS_HOLD = 120000;
const PREVIEW_SIZE = 350;

patch(OutOfFocusService.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {Map<number, number>} when a thread rang last, by its id */
        this.whatsappRang = new Map();
        this.whatsappHours = {askedAt: -Infinity, isOff: false};
    },
    /** A customer's thread rings once for an album, if its user wants to hear it. */
    async notify(message, thread) {
        if (!thread?.isWhatsappInbox) {
            return super.notify(...arguments);
        }
        if (!thread.whatsappRings(message)) {
            return;
        }
        this.whatsappCount(message);
        const now = luxon.DateTime.now().toMillis();
        if (now - (this.whatsappRang.get(thread.id) ?? -Infinity) < TOGETHER) {
            return;
        }
        this.whatsappRang.set(thread.id, now);
        const {settings} = this.store;
        if (await this.whatsappIsOffHours(now)) {
            return;
        }
        if (
            settings.whatsapp_push !== false &&
            (await this.hasServiceWorkInstalledAndPushSubscriptionActive())
        ) {
            return; // The server pushes
        }
        await this.sendNotification({
            icon: thread.avatarUrl,
            message: message.previewText.toString().substring(0, PREVIEW_SIZE),
            sound: settings.whatsapp_sound !== false,
            title: thread.displayName,
            type: "info",
        });
    },
    /** As core counts them, in the title of the page. */
    whatsappCount(message) {
        if (!this.contributingMessageLocalIds.has(message.localId)) {
            this.contributingMessageLocalIds.add(message.localId);
            this.counter++;
            this.titleService.setCounters({discuss: this.counter});
        }
    },
    async whatsappIsOffHours(now) {
        if (!this.store.settings.whatsapp_hours_only) {
            return false;
        }
        if (now - this.whatsappHours.askedAt > HOURS_HOLD) {
            this.whatsappHours = {
                askedAt: now,
                isOff: await this.env.services.orm.call(
                    "res.users",
                    "whatsapp_is_off_hours"
                ),
            };
        }
        return this.whatsappHours.isOff;
    },
});
