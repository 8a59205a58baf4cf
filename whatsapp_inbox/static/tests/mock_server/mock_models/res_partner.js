import {mailModels} from "@mail/../tests/mail_test_helpers";

import {getKwArgs} from "@web/../tests/web_test_helpers";

export class ResPartner extends mailModels.ResPartner {
    /** In a customer's thread the server names who may be mentioned: users and teams. */
    get_mention_suggestions_from_channel() {
        const {channel_id, search} = getKwArgs(arguments, "channel_id", "search");
        const [channel] = this.env["discuss.channel"].browse(channel_id);
        if (channel.channel_type !== "whatsapp_inbox") {
            return super.get_mention_suggestions_from_channel(...arguments);
        }
        const isMeant = ({name}) => name?.toLowerCase().includes(search.toLowerCase());
        const users = this.env["res.users"]._filter([]);
        const partners = this.browse(users.map((u) => u.partner_id)).filter(isMeant);
        const teams = this.env["whatsapp.inbox.team"]._filter([]).filter(isMeant);
        const ids = (records) => [["ADD", records.map(({id}) => id)]];
        return {
            "discuss.channel": [
                {
                    id: channel_id,
                    whatsapp_mention_partners: ids(partners),
                    whatsapp_mention_teams: ids(teams),
                },
            ],
            "res.partner": partners.map(({id, name}) => ({id, name})),
            "whatsapp.inbox.team": teams.map(({id, name}) => ({id, name})),
        };
    }
}
