/** The open chat: its messages, typing, scrolling. */

import * as api from "./api.js";
import {openFlow, openList, shareNumber} from "./answers.js";
import {bubble} from "./bubble.js";
import {el} from "./dom.js";
import {showMessageMenu} from "./message_menu.js";

const RANK = {accepted: 0, sent: 1, delivered: 2, read: 3};
const SWIPE = 60;

export class Chat {
    constructor(app) {
        this.app = app;
        this.log = document.getElementById("log");
        this.messages = new Map();
        this.asked = new Set(); // wamids whose read receipt went out
        this.windowExpires = 0;
        const answer = (message, values) =>
            app.send({...values, reply_to: message.wamid});
        this.actions = {
            menu: (message, anchor) => showMessageMenu(app, message, anchor),
            jump: (wamid) => this.jump(wamid),
            answer,
            openList: (message) => openList(message, answer),
            openFlow: (message) => openFlow(message, answer),
            sendLocation: (message) => app.composer.askLocation(message.wamid),
            shareNumber: (message) => shareNumber(app.customer, message, answer),
            businessName: () => app.number?.name || "Business",
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
                showMessageMenu(app, message, event.target.closest(".message"));
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

    // --- quoting ----------------------------------------------------------------

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
