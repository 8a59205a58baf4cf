import {ForwardDialog} from "@whatsapp_inbox/core/common/forward_dialog";

import {Component, onWillUnmount, toRaw} from "@odoo/owl";

import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {_t} from "@web/core/l10n/translation";
import {download} from "@web/core/network/download";
import {useService} from "@web/core/utils/hooks";

/**
 * What to do with the messages that are selected in a thread.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class SelectionBar extends Component {
    static template = "whatsapp_inbox.SelectionBar";
    static props = ["thread"];

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        useHotkey("escape", () => this.leave());
        const thread = toRaw(this.props.thread);
        onWillUnmount(() => thread.endWhatsappSelection());
    }

    get messages() {
        return this.props.thread.whatsappSelection;
    }

    get files() {
        return this.messages.flatMap((message) =>
            message.attachment_ids.map(({id}) => id)
        );
    }

    get countText() {
        return _t("%s selected", this.messages.length);
    }

    get hasWords() {
        return !this.env.inChatWindow && !this.ui.isSmall;
    }

    leave() {
        const thread = toRaw(this.props.thread);
        thread.endWhatsappSelection();
        if (!this.ui.isSmall) {
            thread.composer.autofocus++;
        }
    }

    forward() {
        this.dialog.add(ForwardDialog, {
            messages: this.messages,
            onForwarded: () => this.leave(),
        });
    }

    async copy() {
        await toRaw(this.props.thread).copyWhatsappMessages(this.messages);
        this.leave();
    }

    async download() {
        await download({
            data: {ids: this.files.join(",")},
            url: `/whatsapp_inbox/thread/${this.props.thread.id}/files`,
        });
        this.leave();
    }
}
