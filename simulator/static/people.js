/** The list of customers, and the dialog that adds one. */

import * as api from "./api.js";
import {clock, summary, tick} from "./summary.js";
import {avatar, el, showDialog} from "./dom.js";

export class People {
    constructor(app) {
        this.app = app;
        this.list = document.getElementById("customers");
        this.search = document.getElementById("search");
        this.search.addEventListener("input", () => this.render());
        document
            .getElementById("add-customer")
            .addEventListener("click", () => this.add());
    }

    render() {
        const wanted = this.search.value.trim().toLowerCase();
        const customers = [...this.app.customers.values()].filter((customer) =>
            `${customer.name} ${customer.phone} ${customer.username}`
                .toLowerCase()
                .includes(wanted)
        );
        this.list.replaceChildren(...customers.map((customer) => this.row(customer)));
    }

    row(customer) {
        const chats = Object.values(customer.chats);
        const last = chats
            .map((chat) => chat.last)
            .sort((a, b) => b.timestamp - a.timestamp)[0];
        const unread = chats.reduce((sum, chat) => sum + chat.unread, 0);
        const isChosen = customer.id === this.app.chosen.customer;
        const handle = customer.hidePhone ? `@${customer.username}` : customer.phone;
        const face = avatar(customer.id, customer.name);
        if (!customer.online) {
            face.classList.add("away");
        }
        return el(
            "li",
            {},
            el(
                "button.person",
                {
                    type: "button",
                    "data-customer": customer.id,
                    "aria-current": isChosen ? "true" : null,
                    onclick: () => this.app.choose(customer.id),
                },
                face,
                el("span.person-name", {}, customer.name),
                el("time.person-time", {}, last ? clock(last.timestamp, true) : ""),
                el(
                    "span.person-line",
                    {},
                    last?.own && tick(last.status),
                    last ? summary(last) : handle
                ),
                unread &&
                    el("span.badge", {"aria-label": `${unread} unread`}, String(unread))
            )
        );
    }

    add() {
        const error = el("p.error", {role: "alert"});
        const form = el(
            "form.fields",
            {id: "new-customer", method: "dialog"},
            el("label", {}, "Name", el("input", {name: "name", required: true})),
            el(
                "label",
                {},
                "Phone, with country code",
                el("input", {
                    name: "phone",
                    type: "tel",
                    required: true,
                    placeholder: "+34 600 000 000",
                })
            ),
            el("label", {}, "Username (optional)", el("input", {name: "username"})),
            el(
                "label.check",
                {},
                el("input", {name: "hide_phone", type: "checkbox"}),
                "Hides this number from businesses (needs a username)"
            ),
            error
        );
        const close = showDialog("New customer", form, [
            el("button.primary", {type: "submit", form: "new-customer"}, "Add"),
        ]);
        form.addEventListener("submit", async (event) => {
            event.preventDefault();
            const values = Object.fromEntries(new FormData(form));
            try {
                const {id} = await api.post("customers", values);
                close();
                await this.app.refresh();
                this.app.choose(id);
            } catch (problem) {
                error.textContent = problem.message;
            }
        });
    }
}
