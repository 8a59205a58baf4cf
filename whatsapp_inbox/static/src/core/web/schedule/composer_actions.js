import {
    composerActionsRegistry,
    registerComposerAction,
} from "@mail/core/common/composer_actions";

import {askAboutSlash, isSlashDoubtful} from "../commands/slash_question";
import {addDialog} from "../sending/composer_actions";
import {ScheduleDialog} from "./schedule_dialog";

import {toRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

const TEMPLATES = "whatsapp-template";

/** What goes with the text of a composer that is sent later. */
function postValues(composer) {
    const values = {};
    if (composer.replyToMessage) {
        values.parent_id = composer.replyToMessage.id;
    }
    if (composer.whatsappCannedIds.length) {
        values.whatsapp_canned_ids = [...composer.whatsappCannedIds];
    }
    if (composer.isWhatsappNote) {
        const text = composer.composerText;
        const teams = composer.mentionedWhatsappTeams
            .filter(({name}) => text.includes(`@${name}`))
            .map(({id}) => id);
        return teams.length ? {...values, whatsapp_team_ids: teams} : values;
    }
    if (composer.whatsappButtons.length) {
        values.whatsapp_content = {
            type: "buttons",
            buttons: [...composer.whatsappButtons],
        };
    }
    return values;
}

async function schedule(composer, context, date, isUnlessWritten) {
    const isNote = composer.isWhatsappNote;
    const text = composer.composerText;
    await composer.store.env.services.orm.silent.call(
        "discuss.channel",
        "whatsapp_schedule",
        [[composer.thread.id], text, date],
        {
            is_note: isNote,
            attachment_ids: composer.attachments.map((file) => file.id),
            context,
            partner_ids: composer.mentionedPartners
                .filter(({name}) => text.includes(`@${name}`))
                .map(({id}) => id),
            unless_written: isUnlessWritten,
            post_values: postValues(composer),
        }
    );
    composer.forgetWhatsappDraft();
    composer.clear();
    composer.replyToMessage = undefined;
}

registerComposerAction("whatsapp-schedule", {
    condition: ({composer, store}) =>
        Boolean(
            composer?.thread?.isWhatsappInbox &&
                store.has_whatsapp_inbox_access &&
                !composer.message &&
                !composer.isWhatsappClosed
        ),
    disabledCondition: ({composer}) =>
        composer.isWhatsappUploading ||
        !(composer.composerText.trim() || composer.attachments.length),
    icon: "fa fa-clock-o",
    name: ({composer}) =>
        composer?.isWhatsappNote ? _t("Post This Note Later…") : _t("Send Later…"),
    onSelected: ({composer: reactive, owner, store}) => {
        const composer = toRaw(reactive);
        const templates = composerActionsRegistry.get(TEMPLATES, undefined);
        const params = {composer: reactive, owner, store};
        const open = () =>
            addDialog(composer, store, ScheduleDialog, {
                isNote: composer.isWhatsappNote,
                openTemplates: templates && (() => templates.onSelected(params)),
                schedule: (date, isUnlessWritten) =>
                    schedule(
                        composer,
                        owner.env.whatsappContext,
                        date,
                        isUnlessWritten
                    ),
                thread: composer.thread,
            });
        if (isSlashDoubtful(composer)) {
            askAboutSlash(composer, open);
        } else {
            open();
        }
    },
    sequence: 190,
});
