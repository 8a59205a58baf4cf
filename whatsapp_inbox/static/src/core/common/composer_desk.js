import {useBusy} from "@whatsapp_inbox/core/common/busy_hook";
import {Component, toRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/**
 * Above the composer: what colleagues have typed here, and who is typing.
 *
 * @typedef {Object} Props
 * @property {import("models").Composer} composer
 * @augments {Component<Props, Env>}
 */
export class ComposerDesk extends Component {
    static template = "whatsapp_inbox.ComposerDesk";
    static props = ["composer"];

    setup() {
        super.setup();
        this.notification = useService("notification");
        this.state = useBusy();
    }

    get thread() {
        return this.props.composer.thread;
    }

    get drafts() {
        return this.thread.otherWhatsappDrafts;
    }

    /** Who takes part is shown as typing by core; of notes nobody is told by it. */
    get writers() {
        const typing = this.thread.otherTypingMembers.map((m) => m.partner_id?.id);
        return this.thread.whatsappViewers.filter(
            (viewer) => viewer.writing && !typing.includes(viewer.partner.id)
        );
    }

    isWriting(draft) {
        return this.thread.whatsappViewers.some(
            (viewer) => viewer.writing && viewer.partner.eq(draft.user_id?.partner_id)
        );
    }

    writingText(viewer) {
        const {name} = viewer.partner;
        return viewer.writing === "note"
            ? _t("%(name)s is writing a note…", {name})
            : _t("%(name)s is writing an answer…", {name});
    }

    title(draft) {
        const name = draft.authorName;
        return draft.is_note
            ? _t("Draft of a note by %(name)s:", {name})
            : _t("Draft by %(name)s:", {name});
    }

    continueWith(draft) {
        return this.state.during(() =>
            toRaw(this.props.composer).continueWhatsappDraft(toRaw(draft))
        );
    }

    discard(draft) {
        return this.state.during(async () => {
            const ended = toRaw(draft);
            const name = ended.authorName;
            await ended.end();
            const close = this.notification.add(
                _t("The draft by %(name)s is discarded.", {name}),
                {
                    buttons: [
                        {
                            name: _t("Undo"),
                            onClick: async () => {
                                close();
                                await ended.restore();
                            },
                        },
                    ],
                    type: "info",
                }
            );
        });
    }
}
