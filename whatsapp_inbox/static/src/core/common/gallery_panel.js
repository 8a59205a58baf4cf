import {DateSection} from "@mail/core/common/date_section";
import {ActionPanel} from "@mail/discuss/core/common/action_panel";
import {useVisible} from "@mail/utils/common/hooks";

import {galleryRows, isKnown} from "@whatsapp_inbox/core/common/gallery_rows";
import {useMessageJump} from "@whatsapp_inbox/core/common/message_jump";
import {Tabs} from "@whatsapp_inbox/core/common/tabs";

import {
    Component,
    markRaw,
    onWillRender,
    onWillUpdateProps,
    useEffect,
    useState,
} from "@odoo/owl";

import {useFileViewer} from "@web/core/file_viewer/file_viewer_hook";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {download} from "@web/core/network/download";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

/** In ms: what the browser cannot know is asked for once for many. */
const RELOAD = 1000;

const KINDS = [
    {id: "media", label: _t("Photos & Videos"), empty: _t("No photo or video yet.")},
    {id: "sound", label: _t("Voice"), empty: _t("No voice message or sound yet.")},
    {id: "documents", label: _t("Documents"), empty: _t("No document yet.")},
    {id: "links", label: _t("Links"), empty: _t("No link yet.")},
];

/**
 * What a customer and we have sent each other: files and links by month, page by page,
 * and as they come, change or go.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @property {() => void} [close]
 * @augments {Component<Props, Env>}
 */
export class GalleryPanel extends Component {
    static components = {ActionPanel, DateSection, Tabs};
    static props = ["thread", "close?"];
    static template = "whatsapp_inbox.GalleryPanel";

    setup() {
        super.setup();
        this.kinds = KINDS;
        this.store = useService("mail.store");
        this.orm = useService("orm");
        this.jump = useMessageJump(() => this.props.close?.());
        this.fileViewer = useFileViewer();
        this.state = useState({});
        this.reset("media");
        onWillUpdateProps((nextProps) => {
            if (nextProps.thread.notEq(this.props.thread)) {
                this.reset("media");
                this.load(nextProps.thread);
            }
        });
        onWillRender(() => {
            this.rows = galleryRows(this.store, this.props.thread, this.state);
        });
        const reload = useDebounced(() => this.show(this.state.kind), RELOAD);
        useEffect(
            (late, choosing) => {
                if (late && !choosing) {
                    reload();
                }
            },
            () => [this.lateFiles, this.state.choosing]
        );
        const older = useVisible("load-older");
        // also after a page that was so short that its end is still in sight
        useEffect(
            (_next, isVisible) => {
                if (isVisible) {
                    this.load();
                }
            },
            () => [this.state.next, older.isVisible]
        );
    }

    reset(kind) {
        this.run = Symbol(kind);
        Object.assign(this.state, {
            chosen: new Set(),
            choosing: false,
            kind,
            loading: false,
            /** ids of messages whose file was not here */
            missing: [],
            next: undefined,
            /** as the server told them, see `galleryRows` */
            rows: [],
        });
    }

    show(kind) {
        this.reset(kind);
        return this.load();
    }

    async load(thread = this.props.thread) {
        const {state, run} = this;
        if (state.loading || state.next === false) {
            return;
        }
        state.loading = true;
        try {
            const before = state.next ? [state.next] : [];
            const page = await this.orm.call("discuss.channel", "whatsapp_gallery", [
                [thread.id],
                state.kind,
                ...before,
            ]);
            if (this.run !== run) {
                return;
            }
            this.store.insert(page.store_data);
            state.missing.push(...page.missing);
            state.next = page.next;
            state.rows.push(
                ...page.rows.map((row) =>
                    markRaw({...row, date: deserializeDateTime(row.date)})
                )
            );
        } finally {
            if (this.run === run) {
                state.loading = false;
            }
        }
    }

    get current() {
        return KINDS.find(({id}) => id === this.state.kind);
    }

    get months() {
        const months = Map.groupBy
            ? Map.groupBy(this.rows, ({month}) => month)
            : this.rows.reduce(
                  (found, row) =>
                      found.set(row.month, [...(found.get(row.month) ?? []), row]),
                  new Map()
              );
        return [...months].map(([month, rows]) => ({month, rows}));
    }

    /** How many files of the customer are not here now. */
    get missing() {
        const messages = this.store["mail.message"];
        const ids = this.state.missing.filter((id) => {
            const message = messages.get(id);
            return (
                message?.whatsapp_media_state === undefined ||
                message.isWhatsappFileMissing
            );
        });
        for (const message of this.props.thread.allMessages) {
            if (message.isWhatsappFileMissing) {
                ids.push(message.id);
            }
        }
        return new Set(ids).size;
    }

    /** Files that have come, of messages of which this browser knows nothing else. */
    get lateFiles() {
        return this.state.missing.filter((id) => {
            const message = this.store["mail.message"].get(id);
            return message?.whatsapp_media_state === "done" && !isKnown(message);
        }).length;
    }

    get missingText() {
        return this.missing === 1
            ? _t("One file of the customer is not here yet, or never came.")
            : _t(
                  "%s files of the customer are not here yet, or never came.",
                  this.missing
              );
    }

    get chosen() {
        return this.rows.filter(({attachment}) => this.state.chosen.has(attachment));
    }

    label(row) {
        const name = row.file?.previewName ?? row.text;
        return _t("%(name)s, from %(author)s, %(when)s", {...row, name});
    }

    size({file}) {
        const bytes = file.file_size ?? 0;
        return bytes < 1024 * 1024
            ? _t("%s KB", Math.ceil(bytes / 1024))
            : _t("%s MB", (bytes / 1024 / 1024).toFixed(1));
    }

    onClick(row) {
        if (this.state.choosing) {
            this.toggle(row);
        } else if (row.file.isViewable) {
            this.fileViewer.open(
                row.file,
                this.rows.map(({file}) => file)
            );
        } else {
            download({data: {}, url: row.file.downloadUrl});
        }
    }

    toggle({attachment}) {
        if (!this.state.chosen.delete(attachment)) {
            this.state.chosen.add(attachment);
        }
    }

    toggleChoosing() {
        this.state.choosing = !this.state.choosing;
        this.state.chosen.clear();
    }

    /** @param {boolean} [everything] also what is on the other pages */
    async downloadAll(everything = false) {
        const {chosen} = this;
        const data = chosen.length
            ? {ids: chosen.map(({attachment}) => attachment).join(",")}
            : {kind: everything ? "" : this.state.kind};
        await download({
            data,
            url: `/whatsapp_inbox/thread/${this.props.thread.id}/files`,
        });
    }
}
