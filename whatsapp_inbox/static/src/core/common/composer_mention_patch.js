import {fields} from "@mail/core/common/record";
import {Composer} from "@mail/core/common/composer";
import {Composer as ComposerModel} from "@mail/core/common/composer_model";
import {UseSuggestion} from "@mail/core/common/suggestion_hook";
import {Thread} from "@mail/core/common/thread_model";

import {patch} from "@web/core/utils/patch";

const TEAM = "whatsapp.inbox.team";

patch(Thread.prototype, {
    setup() {
        super.setup(...arguments);
        /** Who may be mentioned in notes of this thread, as far as was asked. */
        this.whatsapp_mention_partners = fields.Many("res.partner");
        this.whatsapp_mention_teams = fields.Many(TEAM);
    },
});

patch(ComposerModel.prototype, {
    setup() {
        super.setup(...arguments);
        this.mentionedWhatsappTeams = fields.Many(TEAM);
    },
});

patch(UseSuggestion.prototype, {
    insert(option) {
        if (option.whatsappTeam) {
            this.composer.mentionedWhatsappTeams.add(option.whatsappTeam);
        }
        return super.insert(...arguments);
    },
    clearRawMentions() {
        super.clearRawMentions(...arguments);
        this.composer.mentionedWhatsappTeams = [];
    },
});

patch(Composer.prototype, {
    get navigableListProps() {
        const props = super.navigableListProps;
        for (const option of props.options) {
            if (option.partner?.Model?.getName() === TEAM) {
                Object.assign(option, {
                    label: option.partner.name,
                    optionTemplate: "whatsapp_inbox.Composer.suggestionTeam",
                    partner: undefined,
                    thread: undefined,
                    whatsappTeam: option.partner,
                });
            }
        }
        return props;
    },
});
