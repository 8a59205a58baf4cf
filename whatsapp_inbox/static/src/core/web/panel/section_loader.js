import {_t} from "@web/core/l10n/translation";

/**
 * What the sections of a thread show. Those that are open at first came with the panel;
 * others that are asked for at the same moment are asked for in one request, slow ones
 * by themselves.
 */
export class SectionLoader {
    /**
     * @param {Object} orm
     * @param {number} threadId
     * @param {Object[]} sections as the server's ``whatsapp_panel`` returned them
     */
    constructor(orm, threadId, sections) {
        this.orm = orm.silent;
        this.threadId = threadId;
        this.batch = undefined;
        this.ready = {};
        for (const {data, name} of sections) {
            this.ready[name] = data;
        }
    }

    /**
     * @param {{name: string, slow: boolean}} section
     * @returns {Promise<Object|null>} null: not for this user
     * @throws {Error} with words for the user
     */
    async load({name, slow}) {
        const data = this.takeReady(name) ?? (await this.fetch(name, slow));
        if (data?.error) {
            throw new Error(data.error);
        }
        return data;
    }

    takeReady(name) {
        const data = this.ready[name];
        delete this.ready[name];
        return data;
    }

    async fetch(name, slow) {
        if (slow) {
            return this.fetchOne(name);
        }
        this.batch ??= {
            found: Promise.resolve().then(() => this.fetchBatch()),
            names: new Set(),
        };
        const {found, names} = this.batch;
        names.add(name);
        return (await found)[name];
    }

    async fetchBatch() {
        const names = [...this.batch.names];
        this.batch = undefined;
        return names.length === 1
            ? {[names[0]]: await this.fetchOne(names[0])}
            : this.call("whatsapp_panel_sections", names);
    }

    fetchOne(name) {
        return this.call("whatsapp_panel_section", name);
    }

    async call(method, asked) {
        try {
            return await this.orm.call("discuss.channel", method, [
                [this.threadId],
                asked,
            ]);
        } catch (error) {
            throw new Error(
                error.data?.message ?? _t("The server could not be reached."),
                {cause: error}
            );
        }
    }
}
