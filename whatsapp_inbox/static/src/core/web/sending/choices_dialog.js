import {SendDialog} from "./send_dialog";

import {_t} from "@web/core/l10n/translation";

/** Meta's pages: messages/interactive-reply-buttons-messages, -list-messages. */
export const LIMITS = {
    buttons: 3,
    rows: 10,
    sections: 10,
    title: 20,
    row: 24,
    description: 72,
    around: 60,
};

const emptyRow = () => ({title: "", description: ""});

/** A question with buttons or a list to tap, below the text of the composer. */
export class ChoicesDialog extends SendDialog {
    static template = "whatsapp_inbox.ChoicesDialog";

    setup() {
        super.setup();
        this.limits = LIMITS;
        // Escape, and the cross
        this.env.dialogData.dismiss = () => this.keep();
    }

    initialState() {
        const {composerText, whatsappButtons, whatsappChoices} = this.composer;
        const buttons = whatsappButtons.length ? [...whatsappButtons] : ["", ""];
        return {
            kind: "buttons",
            header: "",
            footer: "",
            buttons,
            button: _t("Choose"),
            sections: [{title: "", rows: [emptyRow(), emptyRow()]}],
            ...whatsappChoices,
            text: composerText,
        };
    }

    get kinds() {
        return [
            {id: "buttons", name: _t("Buttons"), icon: "fa-hand-pointer-o"},
            {id: "list", name: _t("List"), icon: "fa-list-ul"},
        ];
    }

    get text() {
        return this.state.text;
    }

    get content() {
        const {kind: type, header, footer, buttons, button, sections} = this.state;
        return type === "buttons"
            ? {type, header, footer, buttons}
            : {type, header, footer, button, sections};
    }

    get rowCount() {
        return this.state.sections.reduce((count, {rows}) => count + rows.length, 0);
    }

    /** An empty button beside one that is filled in is left out. */
    leaveOutEmpty() {
        const {state} = this;
        const filled = state.buttons.filter((title) => title.trim());
        state.buttons = filled.length ? filled : [""];
        for (const section of state.sections) {
            const rows = section.rows.filter(
                (row) => row.title.trim() || row.description.trim()
            );
            section.rows = rows.length ? rows : [emptyRow()];
        }
    }

    async send() {
        this.leaveOutEmpty();
        return super.send();
    }

    addButton() {
        this.state.buttons.push("");
    }

    removeButton(index) {
        this.state.buttons.splice(index, 1);
    }

    addRow(section) {
        section.rows.push(emptyRow());
    }

    removeRow(section, index) {
        section.rows.splice(index, 1);
        if (!section.rows.length && this.state.sections.length > 1) {
            this.state.sections.splice(this.state.sections.indexOf(section), 1);
        } else if (!section.rows.length) {
            section.rows.push(emptyRow());
        }
    }

    addSection() {
        this.state.sections.push({title: "", rows: [emptyRow()]});
    }

    get composed() {
        const {attachments, replyToMessage} = this.composer;
        return {attachments, parentId: replyToMessage?.id ?? false};
    }

    onSent() {
        const {composer} = this;
        composer.forgetWhatsappDraft();
        composer.clear();
        composer.replyToMessage = undefined;
    }

    /** Nothing that was typed is lost. */
    keep() {
        const {kind, header, footer, buttons, button, sections, text} = this.state;
        this.composer.whatsappChoices = {
            kind,
            header,
            footer,
            buttons: [...buttons],
            button,
            sections: JSON.parse(JSON.stringify(sections)),
        };
        this.composer.composerText = text;
    }

    keepAndClose() {
        this.keep();
        this.props.close();
    }
}
