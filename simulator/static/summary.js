/** The small texts about a message: time, size, ticks, one line of content. */

import {el} from "./dom.js";
import {plain} from "./format.js";

const LABELS = {
    image: "📷 Photo",
    video: "🎬 Video",
    audio: "🎵 Audio",
    document: "📄 Document",
    sticker: "Sticker",
    location: "📍 Location",
    contacts: "👤 Contact",
    order: "🛒 Order",
    call: "📞 Voice call",
    template: "Message",
    interactive: "Message",
    unknown: "Message",
};

/** "14:05"; with `short`, a date for older days. @param {Number} seconds unix */
export function clock(seconds, short = false) {
    const date = new Date(seconds * 1000);
    if (short && date.toDateString() !== new Date().toDateString()) {
        return date.toLocaleDateString(undefined, {day: "numeric", month: "short"});
    }
    return date.toLocaleTimeString(undefined, {hour: "2-digit", minute: "2-digit"});
}

export function size(bytes) {
    if (bytes < 1024) {
        return `${bytes} B`;
    }
    const kilo = bytes / 1024;
    return kilo < 1024 ? `${Math.round(kilo)} kB` : `${(kilo / 1024).toFixed(1)} MB`;
}

/** The ticks of the customer's own message. */
export function tick(status) {
    const names = {accepted: "Sent", delivered: "Delivered", read: "Read"};
    const marks = {accepted: "✓", delivered: "✓✓", read: "✓✓"};
    return el(
        "span.tick",
        {"data-status": status, role: "img", "aria-label": names[status] || "Sent"},
        marks[status] || "✓"
    );
}

/** Name, text or file name of a message's content, whichever there is. */
function detail(value) {
    const first = value?.[0]?.name?.formatted_name;
    return value?.caption || value?.filename || value?.name || first || "";
}

const SUMMARIES = {
    text: ({value}) => value?.body,
    template: ({rendered}) => rendered?.body,
    button: ({value}) => value?.text,
    audio: ({value}) => (value?.voice ? "🎤 Voice message" : ""),
    interactive: ({value}) =>
        (value?.button_reply || value?.list_reply)?.title || value?.body?.text,
};

/** One line of what a message says. */
export function summary(message) {
    if (message.deleted) {
        return "🚫 Deleted";
    }
    const said = plain(SUMMARIES[message.type]?.(message) || "");
    if (said) {
        return said;
    }
    const label = LABELS[message.type] || "Message";
    const more = plain(detail(message.value));
    return more ? `${label.split(" ")[0]} ${more}` : label;
}
