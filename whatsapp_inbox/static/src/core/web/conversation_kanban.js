import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";

/** What a drop did to a conversation is told with an Undo, as every other action is. */
export class ConversationKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
    }

    async sortRecordDrop(recordId, groupId, {parent}) {
        const record = this.props.list.records.find(({id}) => id === recordId);
        await super.sortRecordDrop(...arguments);
        if (!record || [undefined, groupId].includes(parent?.dataset.id)) {
            return;
        }
        await this.action.doAction(
            await this.orm.call("whatsapp.inbox.conversation", "action_offer_undo", [
                [record.resId],
            ])
        );
    }
}

registry.category("views").add("whatsapp_inbox_conversation_kanban", {
    ...kanbanView,
    Renderer: ConversationKanbanRenderer,
});
