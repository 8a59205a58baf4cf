"""Members of a team have records of their own: capacity, duty, languages."""


def migrate(cr, version):
    cr.execute(
        """
        INSERT INTO whatsapp_inbox_team_member (team_id, user_id, sequence, capacity)
             SELECT whatsapp_inbox_team_id, res_users_id, 10, 0
               FROM whatsapp_inbox_team_member_rel
        ON CONFLICT DO NOTHING
        """
    )
    cr.execute("DROP TABLE whatsapp_inbox_team_member_rel")
    cr.execute(
        """
        UPDATE discuss_channel_member AS member
           SET whatsapp_automatic = TRUE
          FROM discuss_channel AS channel
         WHERE channel.id = member.channel_id
           AND channel.channel_type = 'whatsapp_inbox'
        """
    )
