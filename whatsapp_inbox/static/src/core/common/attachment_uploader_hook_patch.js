import {AttachmentUploader} from "@mail/core/common/attachment_uploader_hook";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {humanSize} from "@web/core/utils/binary";

patch(AttachmentUploader.prototype, {
    /** A file that WhatsApp would not take need not travel first; notes take any. */
    async uploadFile(file) {
        const limit = this.whatsappLimit(file);
        if (limit && file.size > limit) {
            const {env} = this.thread.store;
            env.services.notification.add(
                _t(
                    "WhatsApp does not take “%(name)s”: it has %(size)s and the limit is %(limit)s.",
                    {
                        name: file.name,
                        size: humanSize(file.size),
                        limit: humanSize(limit),
                    }
                ),
                {type: "danger"}
            );
            return;
        }
        return super.uploadFile(...arguments);
    },
    whatsappLimit(file) {
        const limits = this.thread?.store.whatsapp_inbox_upload_limits;
        if (
            !limits ||
            !this.composer ||
            this.composer.isWhatsappNote ||
            !this.thread.isWhatsappInbox
        ) {
            return;
        }
        return limits[file.type.split("/")[0]] ?? limits.other;
    },
});
