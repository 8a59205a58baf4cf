"""News of documents were the sale addon's: what it has of them is ours now, before
anything of it is loaded, so that no row is lost and no cron is made twice."""

#: of models and records; what inherits them stays where it is
MOVED = r"(^|_)(document_event|event_mixin)(_|$)"


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_model_data
           SET module = 'whatsapp_inbox'
         WHERE module = 'whatsapp_inbox_sale'
           AND name ~ %s
           AND model != 'ir.model.inherit'
        """,
        [MOVED],
    )
    cr.execute(
        """
        UPDATE ir_model_constraint
           SET module = own.id
          FROM ir_module_module own, ir_module_module sale, ir_model
         WHERE ir_model.id = ir_model_constraint.model
           AND ir_model.model = 'whatsapp.inbox.document.event'
           AND sale.id = ir_model_constraint.module
           AND sale.name = 'whatsapp_inbox_sale'
           AND own.name = 'whatsapp_inbox'
        """
    )
