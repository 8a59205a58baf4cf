import {TemplateForm} from "@whatsapp_inbox/core/common/template/template_form";

import {
    Component,
    onWillDestroy,
    toRaw,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";

import {isMobileOS} from "@web/core/browser/feature_detection";
import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

export const SEARCH_AFTER = 250;
/** More are found by a word. */
export const LIMIT = 30;

const HEADER_ICONS = {
    document: "fa-file-text-o",
    image: "fa-picture-o",
    location: "fa-map-marker",
    video: "fa-film",
};

let nextId = 1;

/**
 * Finds a template of this thread's number, and then fills it in.
 *
 * In the composer's place while the window is closed, where its list opens when one
 * types or clicks; or because one asked for it (`isWhatsappPicking`), and then with its
 * list at once.
 *
 * @typedef {Object} Props
 * @property {import("models").Composer} composer
 * @augments {Component<Props, Env>}
 */
export class TemplatePicker extends Component {
    static template = "whatsapp_inbox.TemplatePicker";
    static components = {TemplateForm};
    static props = ["composer"];

    setup() {
        super.setup();
        this.store = useService("mail.store");
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.input = useRef("input");
        this.id = `o_whatsapp_inbox_templates_${nextId++}`;
        this.keepLast = new KeepLast();
        this.state = useState({
            active: 0,
            error: "",
            isAdmin: false,
            isOpen: false,
            templates: null,
            term: "",
            writers: [],
        });
        this.fetchSoon = useDebounced(() => this.fetch(), SEARCH_AFTER);
        useExternalListener(window, "click", (ev) => {
            if (!this.props.composer.isWhatsappPicking && !this.isInside(ev.target)) {
                this.state.isOpen = false;
            }
        });
        useEffect(
            (isAsked) => {
                if (isAsked && !this.filling) {
                    this.open();
                    this.input.el?.focus({preventScroll: true});
                }
            },
            () => [this.props.composer.isWhatsappPicking]
        );
        useEffect(
            (times) => {
                if (times && !isMobileOS()) {
                    this.input.el?.focus({preventScroll: true});
                }
            },
            () => [this.props.composer.autofocus]
        );
        useEffect(
            () => {
                const active = ".o_whatsapp_inbox_template_option.o-active";
                this.root.el?.querySelector(active)?.scrollIntoView({block: "nearest"});
            },
            () => [this.state.active, this.state.templates]
        );
        onWillDestroy(() => {
            if (!this.filling) {
                toRaw(this.props.composer).isWhatsappPicking = false;
            }
        });
    }

    get filling() {
        return this.props.composer.whatsappFilling;
    }

    get thread() {
        return this.props.composer.targetThread;
    }

    get placeholder() {
        return _t("Send %(name)s a template…", {name: this.thread.displayName});
    }

    get isEmpty() {
        return !this.state.term.trim() && this.state.templates?.length === 0;
    }

    get isCut() {
        return this.state.templates?.length === LIMIT;
    }

    get notFound() {
        return _t("No template has “%(words)s” in its name or text.", {
            words: this.state.term.trim(),
        });
    }

    get writersText() {
        return this.state.writers.length
            ? _t(
                  "Templates are written by administrators of the inbox: ask %(names)s.",
                  {
                      names: this.state.writers.join(", "),
                  }
              )
            : _t("Templates are written by administrators of the inbox.");
    }

    get activeId() {
        const active = this.state.templates?.[this.state.active];
        return this.state.isOpen && active ? this.optionId(active) : undefined;
    }

    optionId(template) {
        return `${this.id}_${template.id}`;
    }

    headerIcon(template) {
        return HEADER_ICONS[template.header_type];
    }

    isInside(target) {
        return Boolean(this.root.el?.contains(target)) || !target.isConnected;
    }

    // -- the list -------------------------------------------------------------------

    open() {
        if (this.state.isOpen) {
            return;
        }
        this.state.isOpen = true;
        // Meta may have approved one since
        this.fetch();
    }

    async fetch() {
        try {
            const templates = await this.keepLast.add(
                this.orm.silent.call("discuss.channel", "whatsapp_templates", [
                    [this.thread.id],
                    this.state.term,
                    LIMIT,
                ])
            );
            Object.assign(this.state, {active: 0, error: "", templates});
            if (this.isEmpty) {
                await this.fetchWriters();
            }
        } catch (error) {
            this.state.error =
                error.data?.message ?? _t("The templates could not be loaded.");
        }
    }

    /** Who finds none is told what to do about it. */
    async fetchWriters() {
        this.state.isAdmin = await user.hasGroup("whatsapp_inbox.group_admin");
        if (!this.state.isAdmin) {
            this.state.writers = await this.orm.silent.call(
                "discuss.channel",
                "whatsapp_template_writers",
                [[this.thread.id]]
            );
        }
    }

    manage() {
        this.action.doAction("whatsapp_inbox.whatsapp_inbox_template_action");
    }

    onInput() {
        this.state.isOpen = true;
        this.fetchSoon();
    }

    onKeydown(ev) {
        const {active, isOpen, templates} = this.state;
        const count = templates?.length ?? 0;
        switch (getActiveHotkey(ev)) {
            case "arrowdown":
            case "arrowup": {
                const step = ev.key === "ArrowDown" ? 1 : count - 1;
                if (isOpen && count) {
                    this.state.active = (active + step) % count;
                }
                this.open();
                break;
            }
            case "enter":
                if (isOpen && count) {
                    this.choose(templates[active]);
                } else {
                    this.open();
                }
                break;
            case "escape":
                if (!isOpen && !this.props.composer.isWhatsappPicking) {
                    return;
                }
                this.close();
                break;
            default:
                return;
        }
        ev.preventDefault();
        // a chat window would close, Discuss would mark all as read
        ev.stopPropagation();
    }

    close() {
        this.state.isOpen = false;
        this.leave();
    }

    // -- the one that was chosen ------------------------------------------------------

    choose(template) {
        if (!template.refusal) {
            this.state.isOpen = false;
            // the customer may write meanwhile: what is filled in stays
            Object.assign(toRaw(this.props.composer), {
                isWhatsappPicking: true,
                whatsappFilling: {files: {attachments: []}, template, typed: {}},
            });
        }
    }

    back() {
        const composer = toRaw(this.props.composer);
        composer.whatsappFilling = undefined;
        this.open();
        composer.autofocus++;
    }

    onSent() {
        toRaw(this.props.composer).whatsappFilling = undefined;
        Object.assign(this.state, {isOpen: false, term: ""});
        this.leave();
    }

    /** One writes again, if WhatsApp takes free text now. */
    leave() {
        const composer = toRaw(this.props.composer);
        if (composer.isWhatsappPicking) {
            composer.isWhatsappPicking = false;
            composer.autofocus++;
        }
    }
}
