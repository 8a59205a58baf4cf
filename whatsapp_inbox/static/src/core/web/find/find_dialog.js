import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

const {DateTime} = luxon;

export const FIND_DELAY = 250;
const MORE = 30;

/**
 * One box for all WhatsApp conversations that one may read: customers and messages.
 *
 * @typedef {Object} Props
 * @property {string} [term]
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class FindDialog extends Component {
    static template = "whatsapp_inbox.FindDialog";
    static components = {Dialog};
    static props = ["close", "term?"];

    title = _t("Search all WhatsApp conversations");

    setup() {
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.input = useRef("input");
        this.list = useRef("list");
        this.keepLast = new KeepLast();
        this.state = useState({
            term: this.props.term ?? "",
            searched: "",
            searching: false,
            found: this.nothing,
            selected: 0,
        });
        this.searchSoon = useDebounced(() => this.search(), FIND_DELAY);
        onMounted(() => {
            this.input.el.focus();
            if (this.state.term) {
                this.search();
            }
        });
        useEffect(
            () => {
                this.list.el
                    ?.querySelector(".o_selected")
                    ?.scrollIntoView({block: "nearest"});
            },
            () => [this.state.selected]
        );
    }

    get nothing() {
        return {
            customers: [],
            messages: [],
            more_customers: false,
            more_messages: false,
            further: false,
        };
    }

    // -- searching ------------------------------------------------------------------

    call(term, options = {}) {
        return this.keepLast.add(
            this.orm.silent.call("discuss.channel", "whatsapp_find", [term], options)
        );
    }

    async search() {
        const term = this.state.term.trim();
        this.state.searching = term.length > 1;
        const found = term.length > 1 ? await this.call(term) : this.nothing;
        Object.assign(this.state, {
            found,
            searched: term.length > 1 ? term : "",
            searching: false,
            selected: 0,
        });
    }

    async more(kind) {
        const {found, searched} = this.state;
        const isCustomers = kind === "customers";
        const page = await this.call(
            searched,
            isCustomers
                ? {messages: 0, customers: found.customers.length + MORE}
                : {customers: 0, before: found.further}
        );
        const selected = this.options.findIndex((option) => option.more === kind);
        found[kind] = isCustomers
            ? page.customers
            : [...found.messages, ...page.messages];
        found[`more_${kind}`] =
            page[`more_${kind}`] &&
            (!isCustomers || page.customers.length > found.customers.length - 1);
        if (!isCustomers) {
            found.further = page.further;
        }
        this.state.selected = Math.min(selected, this.options.length - 1);
        this.input.el?.focus();
    }

    // -- showing --------------------------------------------------------------------

    /** All that can be chosen, in its order. */
    get options() {
        const {found} = this.state;
        const options = [
            ...found.customers.map((customer) => ({customer, id: `c${customer.id}`})),
            found.more_customers && {
                more: "customers",
                id: "more_customers",
                name: _t("More"),
            },
            ...found.messages.map((message) => ({message, id: `m${message.id}`})),
            found.further && {
                more: "messages",
                id: "more_messages",
                name: found.more_messages ? _t("More") : _t("Search further back"),
            },
        ].filter(Boolean);
        return options.map((option, index) => ({...option, index}));
    }

    get groups() {
        const customers = this.options.filter(
            ({customer, more}) => customer || more === "customers"
        );
        const messages = this.options.filter(
            ({message, more}) => message || more === "messages"
        );
        return [
            {id: "customers", name: _t("Customers"), options: customers},
            {id: "messages", name: _t("Messages"), options: messages},
        ].filter(({options}) => options.length);
    }

    get hint() {
        const {found, searched, searching} = this.state;
        if (searching && !searched) {
            return _t("Searching…");
        }
        if (!searched) {
            return _t(
                "A name, a number however it is written, a tag, a word of a message or the name of a file. All words have to be found; accents do not matter."
            );
        }
        if (!found.customers.length && !found.messages.length) {
            return found.further
                ? _t("Nothing found for “%s” among the newer messages.", searched)
                : _t("Nothing found for “%s”.", searched);
        }
        return "";
    }

    get status() {
        const {customers, messages} = this.state.found;
        return (
            this.hint ||
            _t("%(customers)s customers, %(messages)s messages shown", {
                customers: customers.length,
                messages: messages.length,
            })
        );
    }

    when(message) {
        const at = deserializeDateTime(message.date);
        return at.hasSame(DateTime.now(), "day")
            ? at.toLocaleString(DateTime.TIME_SIMPLE)
            : at.toLocaleString(DateTime.DATE_MED);
    }

    whenExactly(message) {
        return formatDateTime(deserializeDateTime(message.date));
    }

    // -- choosing -------------------------------------------------------------------

    onKeydown(ev) {
        const {length} = this.options;
        const steps = {ArrowDown: 1, ArrowUp: -1};
        if (ev.isComposing || (!steps[ev.key] && ev.key !== "Enter")) {
            return;
        }
        ev.preventDefault();
        if (ev.key === "Enter") {
            this.onEnter();
        } else if (length) {
            this.state.selected =
                (this.state.selected + steps[ev.key] + length) % length;
        }
    }

    async onEnter() {
        if (this.state.term.trim() !== this.state.searched) {
            await this.search();
        } else if (this.options.length) {
            await this.choose(this.options[this.state.selected]);
        }
    }

    async choose({customer, message, more}) {
        if (more) {
            await this.more(more);
            return;
        }
        const thread = await this.store.Thread.getOrFetch({
            model: "discuss.channel",
            id: customer?.id ?? message.thread_id,
        });
        if (!thread) {
            return;
        }
        this.props.close();
        if (message) {
            thread.highlightMessage = this.store["mail.message"].insert({
                id: message.id,
                thread: {model: "discuss.channel", id: thread.id},
            });
        }
        thread.open({focus: true});
    }
}
