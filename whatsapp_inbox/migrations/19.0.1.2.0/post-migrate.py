"""What customers said about marketing is a history: its first rows."""


def migrate(cr, version):
    cr.execute(
        """
        INSERT INTO whatsapp_inbox_consent (
                    contact_id, company_id, kind, state, at, source, blacklisted,
                    create_date, write_date)
             SELECT id, company_id, 'marketing',
                    CASE WHEN marketing_opt_out THEN 'opt_out' ELSE 'opt_in' END,
                    marketing_at, COALESCE(marketing_source, 'customer'),
                    CASE WHEN marketing_blacklisted THEN phone END,
                    now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
               FROM whatsapp_inbox_contact
              WHERE marketing_at IS NOT NULL
        """
    )
    for name in (
        "marketing_opt_out",
        "marketing_at",
        "marketing_source",
        "marketing_blacklisted",
    ):
        cr.execute(f"ALTER TABLE whatsapp_inbox_contact DROP COLUMN {name}")
