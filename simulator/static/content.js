/** The inside of a bubble, by type of message. */

import {el, icon} from "./dom.js";
import {formatted} from "./format.js";
import {size} from "./summary.js";

function text(value) {
    return el("div.text", {dir: "auto"}, formatted(value));
}

function caption(message) {
    return message.value?.caption ? text(message.value.caption) : "";
}

function missing(label) {
    return el("p.missing", {}, `${label} is not available`);
}

function image(message) {
    if (!message.media) {
        return missing("The picture");
    }
    const alt = message.value?.caption || "Picture";
    return el(
        "div.media",
        {},
        el(
            "a",
            {href: message.media.url, target: "_blank", rel: "noopener"},
            el("img", {src: message.media.url, alt, loading: "lazy"})
        ),
        caption(message)
    );
}

function video(message) {
    if (!message.media) {
        return missing("The video");
    }
    return el(
        "div.media",
        {},
        el("video", {src: message.media.url, controls: true, preload: "metadata"}),
        caption(message)
    );
}

function audio(message) {
    if (!message.media) {
        return missing("The recording");
    }
    return el(
        "div.sound",
        {},
        el("span.sound-icon", {}, icon(message.value?.voice ? "mic" : "music")),
        el("audio", {src: message.media.url, controls: true, preload: "metadata"})
    );
}

function document_(message) {
    if (!message.media) {
        return missing("The document");
    }
    const name = message.value?.filename || message.media.filename || "Document";
    const kind = message.media.type.split(";")[0];
    return el(
        "div",
        {},
        el(
            "a.file",
            {href: message.media.url, download: name},
            el("span.file-icon", {}, icon("document")),
            el("span.file-name", {}, name),
            el("small", {}, `${size(message.media.size)} · ${kind}`)
        ),
        caption(message)
    );
}

function sticker(message) {
    return message.media
        ? el("img.sticker", {src: message.media.url, alt: "Sticker"})
        : missing("The sticker");
}

function location(message) {
    const {latitude, longitude, name, address} = message.value;
    const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
    return el(
        "a.place",
        {href, target: "_blank", rel: "noreferrer noopener"},
        el("span.place-map", {}, icon("location")),
        el("strong", {}, name || "Location"),
        el(
            "small",
            {},
            address || `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`
        )
    );
}

function contacts(message) {
    return el(
        "div.cards",
        {},
        ...(message.value || []).map((contact) =>
            el(
                "div.card",
                {},
                el("span.file-icon", {}, icon("contact")),
                el("strong", {}, contact.name?.formatted_name || "Contact"),
                el(
                    "small",
                    {},
                    (contact.phones || []).map((one) => one.phone).join(", ")
                )
            )
        )
    );
}

function header(message, value) {
    if (!value) {
        return "";
    }
    if (value.type === "text") {
        return el("h3", {}, value.text);
    }
    const show = {image, video, document: document_}[value.type];
    return show ? show({media: message.media, value: value[value.type]}) : "";
}

function choices(...buttons) {
    return el("div.choices", {}, ...buttons);
}

function choice(label, iconName, onclick) {
    return el("button", {type: "button", onclick}, iconName && icon(iconName), label);
}

function template(message, actions) {
    const {rendered} = message;
    const buttons = (rendered.buttons || []).map((button) => {
        if (button.type === "URL") {
            return link(button.text, button.url);
        }
        if (button.type === "QUICK_REPLY") {
            return choice(button.text, "reply", () =>
                actions.answer(message, {
                    type: "button",
                    button: {payload: button.payload, text: button.text},
                })
            );
        }
        return choice(button.text || button.type);
    });
    return el(
        "div",
        {},
        header(message, rendered.header),
        text(rendered.body || ""),
        rendered.footer && el("p.foot", {}, rendered.footer),
        buttons.length && choices(...buttons)
    );
}

function link(label, href) {
    const safe = /^https?:\/\//i.test(href) ? href : "#";
    return el(
        "a",
        {href: safe, target: "_blank", rel: "noreferrer noopener"},
        icon("link"),
        label
    );
}

/** Buttons of an interactive message, by its type. */
const INTERACTIVE = {
    button: (message, action, actions) =>
        (action.buttons || []).map(({reply}) =>
            choice(reply.title, "reply", () =>
                actions.answer(message, {type: "button_reply", button_reply: reply})
            )
        ),
    list: (message, action, actions) => [
        choice(action.button, "list", () => actions.openList(message)),
    ],
    cta_url: (_message, {parameters}) => [
        link(parameters.display_text, parameters.url),
    ],
    location_request_message: (message, _action, actions) => [
        choice("Send location", "location", () => actions.sendLocation(message)),
    ],
    request_contact_info: (message, _action, actions) => [
        choice("Share my number", "contact", () => actions.shareNumber(message)),
    ],
    flow: (message, {parameters}, actions) => [
        choice(parameters.flow_cta, "list", () => actions.openFlow(message)),
    ],
};

/** What the customer chose or filled in. */
function ownAnswer(value) {
    const reply = value.button_reply || value.list_reply;
    if (reply) {
        const more = reply.description && el("p.foot", {}, reply.description);
        return el("div", {}, text(reply.title), more);
    }
    const json = value.nfm_reply?.response_json || "";
    return el("div", {}, text("Form sent"), el("code.block", {}, json));
}

function interactive(message, actions) {
    const value = message.value || {};
    if (message.own) {
        return ownAnswer(value);
    }
    const make = INTERACTIVE[value.type];
    const buttons = make ? make(message, value.action, actions) : [];
    return el(
        "div",
        {},
        header(message, value.header),
        value.body && text(value.body.text),
        value.footer && el("p.foot", {}, value.footer.text),
        buttons.length ? choices(...buttons) : el("p.foot", {}, value.type)
    );
}

function order(message) {
    const items = message.value?.product_items || [];
    return el(
        "div",
        {},
        el("strong", {}, `Order of ${items.length} products`),
        ...items.map((item) =>
            el(
                "p.foot",
                {},
                `${item.quantity} × ${item.product_retailer_id}, ${item.item_price} ${item.currency}`
            )
        ),
        message.value?.text && text(message.value.text)
    );
}

function call(message) {
    const {seconds} = message.value || {};
    const minutes = seconds ? `${Math.round(seconds / 6) / 10} min` : "No answer";
    return el(
        "div.sound",
        {},
        el("span.sound-icon", {}, icon("call")),
        el("span", {}, `Voice call · ${minutes}`)
    );
}

export function deleted(message) {
    const who = message.own ? "You deleted this message" : "This message was deleted";
    return el("p.missing", {}, who);
}

export function unsupported(message) {
    return el("p.missing", {}, `A message of type ${message.type}`);
}

/** Type of message → its content. */
export const CONTENT = {
    text: (message) => text(message.value?.body),
    image,
    video,
    audio,
    document: document_,
    sticker,
    location,
    contacts,
    template,
    interactive,
    order,
    call,
    button: (message) => text(message.value?.text),
};
