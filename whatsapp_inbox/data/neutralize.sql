-- A copy of a database must neither read nor answer the company's customers.
UPDATE whatsapp_inbox_account
   SET access_token = NULL,
       app_secret = NULL,
       verify_token = NULL,
       state = 'draft',
       webhook_key = md5(random()::text || clock_timestamp()::text);
UPDATE whatsapp_inbox_message
   SET state = 'failed',
       error_message = 'Not sent: this database is a neutralized copy.'
 WHERE state IN ('queued', 'sending', 'unknown');
DELETE FROM whatsapp_inbox_receipt;
