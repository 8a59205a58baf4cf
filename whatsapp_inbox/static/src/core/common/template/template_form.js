import {AttachmentList} from "@mail/core/common/attachment_list";
import {useAttachmentUploader} from "@mail/core/common/attachment_uploader_hook";

import {TemplatePreview} from "@whatsapp_inbox/core/common/template/template_preview";

import {Component, onMounted, toRaw, useEffect, useRef, useState} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {FileUploader} from "@web/views/fields/file_handler";

export const PREVIEW_AFTER = 300;
const ACCEPTED = {document: "*", image: "image/*", video: "video/*"};

/**
 * A template with the data of one customer: what is missing is filled in, the file of
 * its header chosen, and what will be sent is seen before.
 *
 * @typedef {Object} Props
 * @property {import("models").Composer} composer
 * @property {Object} filling see `whatsappFilling` of the composer
 * @property {() => void} onBack
 * @property {() => void} onSent
 * @augments {Component<Props, Env>}
 */
export class TemplateForm extends Component {
    static template = "whatsapp_inbox.TemplateForm";
    static components = {AttachmentList, FileUploader, TemplatePreview};
    static props = ["composer", "filling", "onBack", "onSent"];

    setup() {
        super.setup();
        this.store = useService("mail.store");
        this.orm = useService("orm");
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.state = useState({
            data: null,
            error: "",
            isSending: false,
            isTried: false,
        });
        this.filling = useState(this.props.filling);
        // in a composer's place: the draft's files are not the template's
        this.uploader = useAttachmentUploader(this.thread, {
            composer: this.filling.files,
        });
        this.filling.seenId ??= this.newestId;
        this.fetchSoon = useDebounced(() => this.fetch(), PREVIEW_AFTER);
        onMounted(() => this.fetch());
        useEffect(
            (isLoaded) => {
                if (isLoaded) {
                    this.focusMissing();
                }
            },
            () => [Boolean(this.state.data)]
        );
    }

    get thread() {
        return this.props.composer.targetThread;
    }

    /** @returns {number|undefined} the last message that the agent sees */
    get newestId() {
        const {isLoaded, newestPersistentOfAllMessage: newest} = this.thread;
        return isLoaded ? (newest?.id ?? 0) : undefined;
    }

    get title() {
        return _t("Template %(name)s in %(language)s", {
            language: this.filling.template.lang_name,
            name: this.filling.template.name,
        });
    }

    get fields() {
        return this.state.data?.fields ?? [];
    }

    get refusal() {
        return this.state.data?.refusal;
    }

    get owner() {
        const owner = this.thread.whatsapp_owner_id;
        return owner?.isOther ? owner : undefined;
    }

    get ownerText() {
        return _t(
            "%(app)s answers %(name)s now. The template takes the conversation over, if WhatsApp allows it.",
            {app: this.owner.appName, name: this.thread.displayName}
        );
    }

    // -- values ---------------------------------------------------------------------

    valueOf(field) {
        return this.filling.typed[field.place] ?? field.value;
    }

    isMissing(field) {
        return field.required && !this.valueOf(field).trim() && !field.value;
    }

    get missing() {
        return this.fields.filter((field) => this.isMissing(field));
    }

    /** What is seen is sent, whatever becomes of the customer's data meanwhile. */
    get values() {
        return Object.fromEntries(
            this.fields.map((field) => [field.place, this.valueOf(field)])
        );
    }

    write(field, value) {
        this.filling.typed[field.place] = value;
        this.fetchSoon();
    }

    async fetch() {
        try {
            const data = await this.keepLast.add(
                this.orm.silent.call(
                    "discuss.channel",
                    "whatsapp_template_preview",
                    [[this.thread.id], this.filling.template.id, this.filling.typed],
                    {context: this.env.whatsappContext}
                )
            );
            Object.assign(this.state, {data, error: ""});
        } catch (error) {
            this.state.error = this.wordsOf(error);
        }
    }

    wordsOf(error) {
        return error.data?.message ?? _t("The server did not answer. Try again.");
    }

    focusMissing() {
        const [first] = this.missing;
        const field = first && this.input(first);
        // a second Enter must not send what nobody has read
        (field ?? this.root.el)?.focus({preventScroll: true});
    }

    input(field) {
        return this.root.el?.querySelector(`[data-place="${field.place}"]`);
    }

    // -- file -----------------------------------------------------------------------

    get attachments() {
        return this.filling.files.attachments.filter((one) => one.exists());
    }

    get isUploading() {
        return this.attachments.some((attachment) => attachment.uploading);
    }

    get isFileMissing() {
        const {file} = this.state.data ?? {};
        return Boolean(file && !file.name && !this.attachments.length);
    }

    get acceptedFiles() {
        return ACCEPTED[this.state.data.file.kind];
    }

    get fileText() {
        const {kind, name} = this.state.data.file;
        if (name && !this.attachments.length) {
            return name;
        }
        return {
            document: _t("A document goes with it."),
            image: _t("A picture goes with it."),
            video: _t("A video goes with it."),
        }[kind];
    }

    get fileButton() {
        return this.isFileMissing ? _t("Choose a File") : _t("Another File");
    }

    get preview() {
        const {file, preview} = this.state.data;
        if (!file) {
            return preview;
        }
        const [chosen] = this.attachments;
        const header = {...preview.header, name: chosen?.name ?? (file.name || "")};
        if (file.kind === "image") {
            const shown = chosen?.tmpUrl ?? chosen?.defaultSource;
            header.url = chosen ? shown : file.url || undefined;
        }
        return {...preview, header};
    }

    async upload(data) {
        this.removeFiles();
        await this.uploader.uploadData(data);
    }

    unlink(attachment) {
        const {files} = this.filling;
        files.attachments = files.attachments.filter(({id}) => id !== attachment.id);
        return this.uploader.unlink(attachment);
    }

    removeFiles() {
        this.attachments.forEach((attachment) => this.unlink(attachment));
    }

    // -- sending --------------------------------------------------------------------

    get isSendable() {
        return Boolean(
            this.state.data &&
                !this.refusal &&
                !this.state.isSending &&
                !this.isUploading
        );
    }

    onKeydown(ev) {
        const hotkey = getActiveHotkey(ev);
        if (hotkey === "control+enter") {
            this.send();
        } else if (hotkey === "escape") {
            this.back();
        } else if (hotkey === "enter" && ev.target.dataset.place) {
            this.focusMissing();
        } else {
            return;
        }
        ev.preventDefault();
        // see TemplatePicker
        ev.stopPropagation();
    }

    async send() {
        if (!this.isSendable) {
            return;
        }
        this.state.isTried = true;
        if (this.missing.length || this.isFileMissing) {
            this.focusMissing();
            return;
        }
        Object.assign(this.state, {error: "", isSending: true});
        let isSent = false;
        try {
            isSent = await this.post();
        } catch (error) {
            this.state.error = this.wordsOf(error);
        } finally {
            this.state.isSending = false;
        }
        if (isSent) {
            this.props.onSent();
        }
    }

    /** Give it up for another. */
    back() {
        this.removeFiles();
        this.props.onBack();
    }

    /** @returns {Promise<boolean>} false: somebody answered, and one looks first */
    async post() {
        this.filling.seenId ??= this.newestId;
        // not the component's: its answer counts, too, when one has left the thread
        const {orm} = this.store.env.services;
        try {
            const {store_data: data} = await orm.silent.call(
                "discuss.channel",
                "whatsapp_send_template",
                [[this.thread.id], this.filling.template.id, this.values],
                {
                    attachment_ids: this.attachments.map(({id}) => id),
                    context: this.env.whatsappContext,
                    seen_message_id: this.filling.seenId,
                }
            );
            toRaw(this.store).insert(data);
            return true;
        } catch (error) {
            if (!error.exceptionName?.endsWith(".AnsweredMeanwhile")) {
                throw error;
            }
            const {context, message} = error.data;
            // who has looked may send
            this.filling.seenId = context.last_message_id;
            return (await this.store.askWhatsappSendAnyway(message)) && this.post();
        }
    }
}
