/** The open chat: its messages, their menus, typing, scrolling. */

import * as api from "./api.js";
import {bubble} from "./bubble.js";
import {closeMenu, el, icon, showDialog, showMenu} from "./dom.js";
import {QUICK, showEmoji} from "./emoji.js";

const RANK = {accepted: 0, sent: 1, delivered: 2, read: 3};
const SWIPE = 60;

export class Chat {
    constructor(app) {
        this.app = app;
        this.log = document.getElementById("log");
        this.messages = new Map();
        this.asked = new Set(); // wamids whose read receipt went out
        this.windowExpires = 0;
        this.actions = {
            menu: (message, anchor) => this.showMessageMenu(message, anchor),
            jump: (wamid) => this.jump(wamid),
            answer: (message, values) =>
                this.app.send({...values, reply_to: message.wamid}),
            openList: (message) => this.openList(message),
            openFlow: (message) => this.openFlow(message),
            sendLocation: (message) => this.app.composer.askLocation(message.wamid),
            shareNumber: (message) => this.shareNumber(message),
            businessName: () => this.app.number?.name || "Business",
        };
        this.log.addEventListener("dblclick", (event) => {
            const message = this.messageOf(event.target);
            if (message) {
                this.app.composer.quote(message);
            }
        });
        this.log.addEventListener("contextmenu", (event) => {
            const message = this.messageOf(event.target);
            if (message && !event.target.closest("a, img, video, audio")) {
                event.preventDefault();
                this.showMessageMenu(message, event.target.closest(".message"));
            }
        });
        this.followSwipes();
        this.followEnd();
    }

    messageOf(node) {
        const article = node.closest?.(".message");
        return article && this.messages.get(article.dataset.wamid);
    }

    has(wamid) {
        return this.messages.has(wamid);
    }

    // --- showing -------------------------------------------------------------

    show(thread) {
        this.windowExpires = thread.windowExpires;
        this.messages = new Map(
            thread.messages.map((message) => [message.wamid, message])
        );
        this.asked.clear();
        this.hideTyping();
        this.log.replaceChildren();
        if (thread.more) {
            this.log.append(this.earlierButton());
        }
        let day = "";
        for (const message of thread.messages) {
            day = this.appendDay(message, day);
            this.log.append(bubble(message, this.actions));
        }
        if (!thread.messages.length) {
            this.log.append(
                el(
                    "p.empty",
                    {},
                    "No messages yet. Write the first one to the business."
                )
            );
        }
        this.scrollDown();
    }

    appendDay(message, previous) {
        const date = new Date(message.timestamp * 1000);
        const day = date.toDateString();
        if (day !== previous) {
            const isToday = day === new Date().toDateString();
            const label = isToday
                ? "Today"
                : date.toLocaleDateString(undefined, {
                      weekday: "long",
                      day: "numeric",
                      month: "long",
                  });
            this.log.append(el("p.day", {"data-day": day}, label));
        }
        return day;
    }

    earlierButton() {
        return el(
            "button.earlier",
            {
                type: "button",
                onclick: async (event) => {
                    event.target.disabled = true;
                    const before = this.messages.keys().next().value;
                    const older = await api.get("thread", {...this.app.chosen, before});
                    const messages = [...older.messages, ...this.messages.values()];
                    const height = this.log.scrollHeight;
                    this.show({...older, messages});
                    this.log.scrollTop = this.log.scrollHeight - height;
                },
            },
            "Earlier messages"
        );
    }

    /** A new message, or a new state of one that is shown. */
    put(message) {
        const shown = this.messages.get(message.wamid);
        if (shown && (RANK[shown.status] ?? 0) > (RANK[message.status] ?? 0)) {
            message.status = shown.status;
        }
        this.messages.set(message.wamid, message);
        const node = bubble(message, this.actions);
        const old = this.find(message.wamid);
        if (old) {
            old.replaceWith(node);
            return;
        }
        if (message.own) {
            this.windowExpires = Math.max(
                this.windowExpires,
                message.timestamp + 24 * 3600
            );
        } else {
            this.hideTyping();
        }
        this.log.querySelector(".empty")?.remove();
        const atEnd = this.isAtEnd();
        const days = this.log.querySelectorAll(".day");
        this.appendDay(message, days[days.length - 1]?.dataset.day);
        this.log.append(node);
        if (this.typing) {
            this.log.append(this.typing);
        }
        if (atEnd || message.own) {
            this.scrollDown();
        }
    }

    setStatus(wamid, status) {
        const message = this.messages.get(wamid);
        if (message && (RANK[status] ?? 0) > (RANK[message.status] ?? 0)) {
            message.status = status;
            this.find(wamid)?.replaceWith(bubble(message, this.actions));
        }
    }

    find(wamid) {
        return this.log.querySelector(`[data-wamid="${CSS.escape(wamid)}"]`);
    }

    isAtEnd() {
        return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
    }

    scrollDown() {
        this.atEnd = true;
        this.log.scrollTop = this.log.scrollHeight;
    }

    /** Stay at the end while pictures and players above it get their size. */
    followEnd() {
        this.atEnd = true;
        this.log.addEventListener("scroll", () => (this.atEnd = this.isAtEnd()));
        const follow = () => this.atEnd && this.scrollDown();
        this.log.addEventListener("load", follow, true);
        this.log.addEventListener("loadedmetadata", follow, true);
        new ResizeObserver(follow).observe(this.log);
    }

    jump(wamid) {
        const node = this.find(wamid);
        if (node) {
            node.scrollIntoView({block: "center", behavior: "smooth"});
            node.classList.add("flash");
            setTimeout(() => node.classList.remove("flash"), 1500);
        }
    }

    /** Wamids shown for the first time whose reading the business should learn. */
    takeUnread() {
        const wamids = [];
        for (const message of this.messages.values()) {
            const isUnread = !message.own && RANK[message.status] < RANK.read;
            if (isUnread && !this.asked.has(message.wamid)) {
                this.asked.add(message.wamid);
                wamids.push(message.wamid);
            }
        }
        return wamids;
    }

    // --- typing --------------------------------------------------------------

    showTyping(seconds) {
        this.hideTyping();
        this.typing = el(
            "div.message.incoming.typing",
            {role: "status", "aria-label": "The business is typing"},
            el("div.body", {}, el("i", {}), el("i", {}), el("i", {}))
        );
        const atEnd = this.isAtEnd();
        this.log.append(this.typing);
        if (atEnd) {
            this.scrollDown();
        }
        this.typingTimer = setTimeout(() => this.hideTyping(), seconds * 1000);
    }

    hideTyping() {
        clearTimeout(this.typingTimer);
        this.typing?.remove();
        this.typing = null;
    }

    // --- menus and answers ---------------------------------------------------

    showMessageMenu(message, anchor) {
        const react = (emoji) => {
            const isSame = message.reactions.customer === emoji;
            const reaction = isSame ? {} : {emoji};
            this.app.send({type: "reaction", reply_to: message.wamid, reaction});
        };
        const quick = el(
            "div.quick",
            {},
            ...QUICK.map((emoji) =>
                el(
                    "button",
                    {
                        type: "button",
                        role: "menuitem",
                        "aria-label": `React with ${emoji}`,
                        "aria-pressed": String(message.reactions.customer === emoji),
                        onclick: () => (closeMenu(), react(emoji)),
                    },
                    emoji
                )
            ),
            el(
                "button",
                {
                    type: "button",
                    role: "menuitem",
                    "aria-label": "More reactions",
                    onclick: () => showEmoji(anchor, react),
                },
                icon("add")
            )
        );
        const items = [
            quick,
            {
                label: "Reply",
                icon: "reply",
                action: () => this.app.composer.quote(message),
            },
        ];
        if (message.type === "text") {
            const copy = () => navigator.clipboard?.writeText(message.value.body);
            items.push({label: "Copy", icon: "document", action: copy});
        }
        if (message.own && !message.deleted) {
            items.push(...this.revisions(message));
        }
        if (message.reactions.customer) {
            const mine = message.reactions.customer;
            items.push({
                label: "Remove reaction",
                icon: "close",
                action: () => react(mine),
            });
        }
        showMenu(anchor, items);
    }

    /** What the customer may still do with an own message: 15 minutes, two days. */
    revisions(message) {
        const age = Date.now() / 1000 - message.timestamp;
        const items = [];
        const isText = ["text", "image", "video", "document"].includes(message.type);
        if (isText && age < 15 * 60) {
            items.push({
                label: "Edit",
                icon: "edit",
                action: () => this.openEdit(message),
            });
        }
        if (message.type !== "call" && age < 2 * 24 * 3600) {
            items.push({
                label: "Delete for everyone",
                icon: "remove",
                action: () => this.app.revise({wamid: message.wamid, delete: true}),
            });
        }
        return items;
    }

    openEdit(message) {
        const area = el("textarea", {
            rows: 4,
            name: "text",
            "aria-label": "Message",
            required: message.type === "text",
        });
        area.value = message.value.body ?? message.value.caption ?? "";
        const form = el("form.fields", {id: "edit-form", method: "dialog"}, area);
        const close = showDialog("Edit message", form, [
            el("button.primary", {type: "submit", form: "edit-form"}, "Save"),
        ]);
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            await this.app.revise({wamid: message.wamid, text: area.value});
            close();
        });
        area.focus();
    }

    openList(message) {
        const {action} = message.value;
        const form = el("form.rows", {id: "list-form", method: "dialog"});
        for (const section of action.sections) {
            if (section.title) {
                form.append(el("h3", {}, section.title));
            }
            for (const row of section.rows) {
                form.append(
                    el(
                        "label",
                        {},
                        el(
                            "span",
                            {},
                            row.title,
                            row.description && el("small", {}, row.description)
                        ),
                        el("input", {
                            type: "radio",
                            name: "row",
                            value: row.id,
                            required: true,
                        })
                    )
                );
            }
        }
        const close = showDialog(action.button, form, [
            el("button.primary", {type: "submit", form: "list-form"}, "Send"),
        ]);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            const id = new FormData(form).get("row");
            const rows = action.sections.flatMap((section) => section.rows);
            const list_reply = rows.find((row) => row.id === id);
            close();
            this.actions.answer(message, {type: "list_reply", list_reply});
        });
    }

    openFlow(message) {
        const {parameters} = message.value.action;
        const area = el("textarea", {
            rows: 6,
            name: "json",
            "aria-label": "Answer as JSON",
        });
        area.value = JSON.stringify(
            {flow_token: parameters.flow_token || "unused", answer: ""},
            null,
            2
        );
        const form = el("form.fields", {id: "flow-form", method: "dialog"}, area);
        const close = showDialog(parameters.flow_cta, form, [
            el("button.primary", {type: "submit", form: "flow-form"}, "Send"),
        ]);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            close();
            const nfm_reply = {name: "flow", body: "Sent", response_json: area.value};
            this.actions.answer(message, {
                type: "interactive",
                interactive: {type: "nfm_reply", nfm_reply},
            });
        });
    }

    shareNumber(message) {
        const {name, phone} = this.app.customer;
        const contact = {
            name: {formatted_name: name, first_name: name},
            phones: [{phone, wa_id: phone.slice(1), type: "CELL"}],
            origin: "contact_request",
        };
        this.actions.answer(message, {type: "contacts", contacts: [contact]});
    }

    /** A swipe to the right on a touch screen quotes the message. */
    followSwipes() {
        let start = null;
        this.log.addEventListener("pointerdown", (event) => {
            const node = event.target.closest(".message");
            start =
                event.pointerType === "touch" && node ? {x: event.clientX, node} : null;
        });
        this.log.addEventListener("pointermove", (event) => {
            if (start) {
                const by = Math.max(0, Math.min(event.clientX - start.x, SWIPE + 20));
                start.node.style.translate = by > 8 ? `${by}px` : "";
            }
        });
        const end = (event) => {
            if (!start) {
                return;
            }
            start.node.style.translate = "";
            const message = this.messageOf(start.node);
            if (message && event.clientX - start.x > SWIPE) {
                this.app.composer.quote(message);
            }
            start = null;
        };
        this.log.addEventListener("pointerup", end);
        this.log.addEventListener("pointercancel", end);
    }
}
