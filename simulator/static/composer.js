/** Writing: text, emoji, files, voice, location, contacts, the quoted message. */

import {basketForm, basketOf} from "./basket.js";
import {size, summary} from "./summary.js";
import {el, icon, showDialog, toggleMenu} from "./dom.js";
import {showEmoji} from "./emoji.js";
import {Recorder} from "./recorder.js";

const PLACES = [
    {
        name: "Plaza Mayor",
        address: "Plaza Mayor, 28012 Madrid",
        latitude: 40.41537,
        longitude: -3.70739,
    },
    {
        name: "Piazza del Duomo",
        address: "20122 Milano",
        latitude: 45.46416,
        longitude: 9.19042,
    },
];

export class Composer {
    constructor(app) {
        this.app = app;
        this.form = document.getElementById("composer");
        this.field = document.getElementById("message");
        this.input = document.getElementById("attach");
        this.above = document.getElementById("above");
        this.recorder = new Recorder(this);
        this.quoted = null;
        this.files = [];
        this.form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.submit();
        });
        this.field.addEventListener("input", () => this.resize());
        this.field.addEventListener("keydown", (event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                this.submit();
            } else if (event.key === "Escape") {
                this.clearExtras();
            }
        });
        this.field.addEventListener("paste", (event) =>
            this.takeFiles(event.clipboardData.files)
        );
        this.input.addEventListener("change", () => {
            this.takeFiles(this.input.files);
            this.input.value = "";
        });
        const log = document.getElementById("phone");
        log.addEventListener("dragover", (event) => event.preventDefault());
        log.addEventListener("drop", (event) => {
            event.preventDefault();
            this.takeFiles(event.dataTransfer.files);
        });
        const emoji = document.getElementById("emoji");
        emoji.addEventListener("click", () =>
            showEmoji(emoji, (one) => this.insert(one), true)
        );
        const attach = document.getElementById("attach-menu");
        attach.addEventListener("click", () => toggleMenu(attach, this.attachments()));
        this.resize();
    }

    attachments() {
        const choose = (accept) => () => {
            this.input.accept = accept;
            this.input.click();
        };
        return [
            {label: "Photo or video", icon: "image", action: choose("image/*,video/*")},
            {label: "Document", icon: "document", action: choose("")},
            {label: "Audio", icon: "music", action: choose("audio/*")},
            {label: "Location", icon: "location", action: () => this.askLocation()},
            {label: "Contact", icon: "contact", action: () => this.askContact()},
            {label: "Order", icon: "basket", action: () => this.askOrder()},
        ];
    }

    // --- the text field ------------------------------------------------------

    reset() {
        this.field.value = "";
        this.clearExtras();
        this.resize();
    }

    insert(text) {
        const {selectionStart, selectionEnd} = this.field;
        this.field.setRangeText(text, selectionStart, selectionEnd, "end");
        this.resize();
    }

    resize() {
        this.field.style.height = "auto";
        this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
        const hasContent = Boolean(this.field.value.trim() || this.files.length);
        this.form.classList.toggle("ready", hasContent || !this.recorder.isPossible);
    }

    // --- what hangs above it -------------------------------------------------

    quote(message) {
        this.quoted = message;
        this.render();
        this.field.focus();
    }

    takeFiles(files) {
        if (files?.length) {
            this.files.push(...files);
            this.render();
            this.resize();
            this.field.focus();
        }
    }

    clearExtras() {
        this.quoted = null;
        this.files = [];
        this.render();
        this.resize();
    }

    render() {
        const nodes = [];
        if (this.quoted) {
            const name = this.quoted.own ? "You" : this.app.number.name;
            nodes.push(
                el(
                    "div.quote",
                    {},
                    el("strong", {}, name),
                    el("span", {}, summary(this.quoted))
                ),
                this.closeButton("Cancel reply", () => (this.quoted = null))
            );
        }
        this.files.forEach((file, index) => {
            nodes.push(
                this.preview(file),
                this.closeButton("Remove file", () => this.files.splice(index, 1))
            );
        });
        this.above.replaceChildren(...nodes);
    }

    preview(file) {
        const kind = kindOf(file);
        const url =
            kind === "image" || kind === "sticker" ? URL.createObjectURL(file) : "";
        return el(
            "div.preview",
            {},
            url
                ? el("img", {src: url, alt: ""})
                : el("span.file-icon", {}, icon("document")),
            el("span.file-name", {}, file.name),
            el("small", {}, size(file.size))
        );
    }

    closeButton(label, action) {
        return el(
            "button.icon",
            {
                type: "button",
                "aria-label": label,
                onclick: () => {
                    action();
                    this.render();
                    this.resize();
                },
            },
            icon("close")
        );
    }

    // --- sending -------------------------------------------------------------

    async submit() {
        const text = this.field.value.trim();
        const files = this.files;
        const reply_to = this.quoted?.wamid;
        if (!text && !files.length) {
            return;
        }
        this.reset();
        try {
            if (!files.length) {
                await this.app.send({type: "text", text: {body: text}, reply_to});
            }
            let caption = text;
            for (const file of files) {
                const type = kindOf(file);
                const takesCaption = ["image", "video", "document"].includes(type);
                await this.app.send(
                    {type, caption: takesCaption ? caption : "", reply_to},
                    file
                );
                if (takesCaption) {
                    caption = "";
                }
            }
            if (files.length && caption) {
                await this.app.send({type: "text", text: {body: caption}});
            }
        } catch (problem) {
            this.field.value = text;
            this.resize();
            showDialog("Not sent", el("p", {}, problem.message));
        }
    }

    askLocation(reply_to) {
        const fields = {
            name: el("input", {name: "name"}),
            address: el("input", {name: "address"}),
            latitude: el("input", {
                name: "latitude",
                required: true,
                inputmode: "decimal",
            }),
            longitude: el("input", {
                name: "longitude",
                required: true,
                inputmode: "decimal",
            }),
        };
        const fill = (place) => {
            for (const [name, field] of Object.entries(fields)) {
                field.value = place[name] ?? "";
            }
        };
        fill(PLACES[0]);
        const form = el(
            "form.fields",
            {id: "location-form", method: "dialog"},
            el(
                "div.presets",
                {},
                ...PLACES.map((place) =>
                    el(
                        "button",
                        {type: "button", onclick: () => fill(place)},
                        place.name
                    )
                )
            ),
            el("label", {}, "Name", fields.name),
            el("label", {}, "Address", fields.address),
            el(
                "div.pair",
                {},
                el("label", {}, "Latitude", fields.latitude),
                el("label", {}, "Longitude", fields.longitude)
            )
        );
        this.submitDialog("Send a location", form, () => {
            const {name, address, latitude, longitude} = Object.fromEntries(
                new FormData(form)
            );
            const location = {latitude: Number(latitude), longitude: Number(longitude)};
            if (name) {
                Object.assign(location, {name, address});
            }
            return {type: "location", location, reply_to};
        });
    }

    askContact() {
        const form = el(
            "form.fields",
            {id: "contact-form", method: "dialog"},
            el(
                "label",
                {},
                "Name",
                el("input", {name: "name", required: true, value: "Ana Pérez"})
            ),
            el(
                "label",
                {},
                "Phone",
                el("input", {name: "phone", required: true, value: "+34 600 555 444"})
            ),
            el(
                "label",
                {},
                "Email (optional)",
                el("input", {name: "email", type: "email"})
            )
        );
        this.submitDialog("Send a contact", form, () => {
            const {name, phone, email} = Object.fromEntries(new FormData(form));
            const [first_name, ...rest] = name.split(" ");
            const contact = {
                name: {
                    formatted_name: name,
                    first_name,
                    last_name: rest.join(" ") || undefined,
                },
                phones: [{phone, wa_id: phone.replace(/\D/g, ""), type: "CELL"}],
            };
            if (email) {
                contact.emails = [{email, type: "HOME"}];
            }
            return {type: "contacts", contacts: [contact]};
        });
    }

    askOrder() {
        const form = basketForm();
        this.submitDialog("Order from the catalogue", form, () => ({
            type: "order",
            order: basketOf(form),
        }));
    }

    /** A dialog whose form becomes a message. */
    submitDialog(title, form, message) {
        const close = showDialog(title, form, [
            el("button.primary", {type: "submit", form: form.id}, "Send"),
        ]);
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            const values = message();
            close();
            this.app.send(values);
        });
    }

    async sendVoice(file) {
        await this.app.send({type: "voice"}, file);
    }
}

/** The message type that a phone would make of a file. */
function kindOf(file) {
    if (file.type === "image/webp") {
        return "sticker";
    }
    const kind = file.type.split("/")[0];
    if (file.type.startsWith("audio/ogg")) {
        return "voice";
    }
    const isPhoto = ["image/jpeg", "image/png"].includes(file.type);
    if (kind === "image") {
        return isPhoto ? "image" : "document";
    }
    return ["audio", "video"].includes(kind) ? kind : "document";
}
