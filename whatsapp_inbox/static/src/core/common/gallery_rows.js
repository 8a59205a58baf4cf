import {createDocumentFragmentFromContent} from "@web/core/utils/html";

/** Which tab of the gallery has a file; see `_whatsapp_files` of the server. */
function kindOf(mimetype) {
    const [type] = (mimetype || "").split("/");
    return {audio: "sound", image: "media", video: "media"}[type] ?? "documents";
}

function linksOf(message) {
    if (message.isNotification) {
        return [];
    }
    const body = createDocumentFragmentFromContent(message.body || "");
    const links = new Map();
    for (const link of body.querySelectorAll("a[href]")) {
        links.set(link.getAttribute("href"), link.textContent);
    }
    return [...links]
        .filter(([url]) =>
            ["http://", "https://"].some((start) => url.startsWith(start))
        )
        .map(([url, text]) => ({url, text}));
}

/**
 * What the server tells of a message and a browser knows of it, too.
 *
 * @param {import("models").Message} message
 * @param {string} kind
 * @returns {Object[]} newest first
 */
function rowsOf(message, kind) {
    const found =
        kind === "links"
            ? linksOf(message)
            : message.attachment_ids
                  .filter(({mimetype}) => kindOf(mimetype) === kind)
                  .map(({id}) => ({attachment: id}))
                  .sort((r1, r2) => r2.attachment - r1.attachment);
    return found.map((row) => ({
        ...row,
        author: message.authorName || message.thread.displayName,
        date: message.date,
        message: message.id,
        note: message.isWhatsappNote,
    }));
}

/** Whether all of a message is here, and not only what has changed of it. */
export function isKnown(message) {
    return Boolean(
        message?.exists() && message.persistent && !message.isPending && message.date
    );
}

/**
 * Whether a row is among the pages that were loaded; `next` is what the server said of
 * the last one.
 */
function isLoaded({message, attachment = Infinity}, next) {
    if (!next) {
        return next === false;
    }
    const [lastMessage, lastAttachment = -Infinity] = next;
    return (
        message > lastMessage ||
        (message === lastMessage && attachment >= lastAttachment)
    );
}

/**
 * What a gallery shows: of messages that this browser knows what they say now, of
 * others what the server said.
 *
 * @param {import("models").Store} store
 * @param {import("models").Thread} thread
 * @param {Object} gallery
 * @param {string} gallery.kind
 * @param {number[]|false|undefined} gallery.next
 * @param {Object[]} gallery.rows of the server
 * @returns {Object[]} newest first
 */
export function galleryRows(store, thread, {kind, next, rows}) {
    const {"ir.attachment": files, "mail.message": messages} = store;
    const known = new Map(
        thread.allMessages.filter(isKnown).map((message) => [message.id, message])
    );
    const told = rows.filter(
        ({message}) =>
            !known.has(message) && !messages.get(message)?.whatsapp_revoked_at
    );
    const live = [...known.values()].flatMap((message) => rowsOf(message, kind));
    return [...told, ...live.filter((row) => isLoaded(row, next))]
        .filter(({attachment}) => !attachment || files.get(attachment))
        .sort(
            (r1, r2) =>
                r2.message - r1.message || (r2.attachment ?? 0) - (r1.attachment ?? 0)
        )
        .map((row) => ({
            ...row,
            file: row.attachment && files.get(row.attachment),
            key: `${row.message} ${row.attachment ?? row.url}`,
            month: row.date.toLocaleString({month: "long", year: "numeric"}),
            when: row.date.toLocaleString(luxon.DateTime.DATETIME_MED),
        }));
}
