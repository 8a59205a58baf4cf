/** The page: which customer and number are chosen, live events, read receipts. */

import * as api from "./api.js";
import {Chat} from "./chat.js";
import {Composer} from "./composer.js";
import {icon, showMenu} from "./dom.js";
import {People} from "./people.js";
import {showSettings} from "./settings.js";

const $ = (id) => document.getElementById(id);
const NARROW = window.matchMedia("(max-width: 759px)");
const PROBLEMS = {
    not_subscribed:
        "What you write here reaches nobody: no app is subscribed to this number's " +
        "WhatsApp account. In Odoo, open the account and choose Subscribe.",
    no_callback:
        "What you write here reaches nobody: the app has no webhook address yet. " +
        "Enter the address and the verify token of the Odoo account in the app.",
};

class App {
    constructor() {
        this.numbers = [];
        this.customers = new Map();
        this.chosen = {};
        this.changes = 0;
        this.chat = new Chat(this);
        this.composer = new Composer(this);
        this.people = new People(this);
        for (const [id, name] of Object.entries({
            "add-customer": "add",
            back: "back",
            call: "call",
            details: "more",
            emoji: "emoji",
            "attach-menu": "attach",
            record: "mic",
            send: "send",
        })) {
            $(id).append(icon(name));
        }
        document.querySelector(".avatar.business").append(icon("business"));
        $("number").addEventListener("change", () =>
            this.choose(this.customer.id, $("number").value)
        );
        $("details").addEventListener("click", () => showSettings(this));
        $("call").addEventListener("click", () => this.showCalls());
        $("go-online").addEventListener("click", () => this.update({online: true}));
        $("back").addEventListener("click", () => this.showList());
        document.addEventListener("visibilitychange", () => this.markRead());
        NARROW.addEventListener("change", () => this.markRead());
        window.addEventListener("hashchange", () => this.chooseFromHash());
    }

    get customer() {
        return this.customers.get(this.chosen.customer);
    }

    get number() {
        return this.numbers.find((number) => number.id === this.chosen.number);
    }

    /** Whether the open chat is before the customer's eyes. */
    get isShown() {
        const chatIsUp = !NARROW.matches || document.body.classList.contains("in-chat");
        return (
            Boolean(this.customer) && chatIsUp && document.visibilityState === "visible"
        );
    }

    async start() {
        await this.refresh();
        this.chooseFromHash();
        const events = new EventSource("/phone/events");
        // What happened before the stream was open, the first time as well.
        events.addEventListener("hello", async () => {
            await this.refresh();
            await this.reload();
        });
        const on = (name, action) =>
            events.addEventListener(name, (event) => action(JSON.parse(event.data)));
        on("message", (message) => this.onMessage(message));
        on("status", (status) => this.onStatus(status));
        on(
            "typing",
            (typing) => this.isOpen(typing) && this.chat.showTyping(typing.seconds)
        );
        on("customers", () => this.onPeople());
        on("numbers", () => this.onPeople());
        on("reset", async () => {
            await this.refresh();
            await this.reload();
        });
        window.addEventListener("beforeunload", () => events.close());
    }

    /** An answer with all that is told here: what comes while we ask may lack in it. */
    async ask(path, parameters) {
        const changes = this.changes;
        const answer = await api.get(path, parameters);
        return changes === this.changes ? answer : this.ask(path, parameters);
    }

    /** Customers and numbers anew. */
    async refresh() {
        const {numbers, customers} = await this.ask("overview");
        this.numbers = numbers;
        this.customers = new Map(customers.map((customer) => [customer.id, customer]));
        this.people.render();
        this.renderHead();
    }

    chooseFromHash() {
        const hash = new URLSearchParams(window.location.hash.slice(1));
        const customer = hash.get("customer");
        if (this.customers.has(customer) && hash.get("link")) {
            this.openLink(customer, hash.get("link"));
        } else if (this.customers.has(customer)) {
            this.choose(customer, hash.get("number"));
        } else if (!NARROW.matches && this.customers.size) {
            this.choose(this.customers.keys().next().value);
        }
    }

    /** The customer follows a wa.me link: its number, and its text ready to be sent. */
    async openLink(customer, link) {
        const digits = (text) => text.replace(/\D/g, "");
        const {pathname, searchParams} = new URL(link);
        const called = this.numbers.find(
            (one) => digits(one.display) === digits(pathname)
        );
        await this.choose(customer, called?.id);
        this.composer.reset();
        this.composer.insert(searchParams.get("text") ?? "");
    }

    async choose(customer, number) {
        const known = this.numbers.some((one) => one.id === number);
        const chosen = {customer, number: known ? number : this.lastNumber(customer)};
        const changed =
            chosen.customer !== this.chosen.customer ||
            chosen.number !== this.chosen.number;
        this.chosen = chosen;
        document.body.classList.add("in-chat");
        history.replaceState(null, "", `#${new URLSearchParams(chosen)}`);
        this.people.render();
        this.renderHead();
        if (changed) {
            this.composer.reset();
            await this.reload();
        }
        this.markRead();
        if (!NARROW.matches) {
            $("message").focus();
        }
    }

    /** The number that the customer spoke with last, else the first. */
    lastNumber(customer) {
        const chats = Object.entries(this.customers.get(customer)?.chats || {});
        chats.sort((a, b) => b[1].last.timestamp - a[1].last.timestamp);
        return chats[0]?.[0] || this.numbers[0]?.id;
    }

    showList() {
        document.body.classList.remove("in-chat");
        this.chosen = {};
        history.replaceState(null, "", "#");
        this.people.render();
    }

    async reload() {
        if (this.customer && this.number) {
            const asked = {...this.chosen};
            const thread = await this.ask("thread", asked);
            if (this.isOpen(asked)) {
                this.chat.show(thread);
                this.markRead();
            }
        }
    }

    renderHead() {
        $("number").replaceChildren(
            ...this.numbers.map((number) => {
                const option = new Option(number.name, number.id);
                option.title = number.display;
                return option;
            })
        );
        $("number").value = this.chosen.number || "";
        $("number").disabled = this.numbers.length < 2;
        $("presence").textContent = this.number?.display || "";
        const problem = PROBLEMS[this.number?.problem];
        $("hint").hidden = !problem;
        $("hint").textContent = problem || "";
        $("offline").hidden = !this.customer || this.customer.online;
        document.title = `${this.customer?.name || "Customer"}'s phone · simulator`;
    }

    isOpen({customer, number}) {
        return customer === this.chosen.customer && number === this.chosen.number;
    }

    onPeople() {
        this.changes++;
        this.refresh();
    }

    onMessage(message) {
        this.changes++;
        const customer = this.customers.get(message.customer);
        if (!customer) {
            this.refresh();
            return;
        }
        const isOpen = this.isOpen(message);
        const isNew = !isOpen || !this.chat.has(message.wamid);
        if (isOpen) {
            this.chat.put(message);
        }
        const chat = customer.chats[message.number] || {unread: 0};
        if (!chat.last || chat.last.timestamp <= message.timestamp) {
            chat.last = message;
        }
        if (isNew && !message.own && !(isOpen && this.isShown)) {
            chat.unread += 1;
        }
        customer.chats[message.number] = chat;
        this.people.render();
        this.markRead();
    }

    onStatus({wamid, status}) {
        this.changes++;
        this.chat.setStatus(wamid, status);
        for (const customer of this.customers.values()) {
            for (const chat of Object.values(customer.chats)) {
                if (chat.last.wamid === wamid) {
                    chat.last.status = status;
                    this.people.render();
                }
            }
        }
    }

    /** Read receipts for what is before the customer's eyes. */
    async markRead() {
        if (!this.isShown) {
            return;
        }
        const chat = this.customer.chats[this.chosen.number];
        if (chat?.unread) {
            chat.unread = 0;
            this.people.render();
        }
        const wamids = this.chat.takeUnread();
        if (wamids.length && this.customer.online) {
            await api.post("read", {...this.chosen, wamids});
        }
    }

    /** Write a message as the customer. */
    async send(values, file) {
        const {message} = await api.send({...this.chosen, ...values}, file);
        this.onMessage(message);
        this.chat.scrollDown();
        return message;
    }

    /** Edit (`text`) or delete an own message. */
    async revise(values) {
        const {message} = await api.post("revise", {...this.chosen, ...values});
        this.onMessage(message);
    }

    /** Call the business; `seconds` is how long it talks, 0 if it does not answer. */
    async call(seconds) {
        const {message} = await api.post("call", {...this.chosen, seconds});
        this.onMessage(message);
        this.chat.scrollDown();
    }

    showCalls() {
        const call = (label, seconds) => ({
            label,
            icon: "call",
            action: () => this.call(seconds),
        });
        showMenu($("call"), [
            call("Call: nobody answers", 0),
            call("Call: answered, 1 minute", 60),
            call("Call: answered, 10 minutes", 600),
        ]);
    }

    /** Change settings of the chosen customer. */
    async update(values) {
        await api.post("customers", {id: this.chosen.customer, ...values});
        await this.refresh();
        await this.reload();
    }
}

const app = new App();
app.start();
