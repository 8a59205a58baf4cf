from datetime import datetime, time, timedelta

from ..common import WhatsappCase

AGENT = "whatsapp_inbox.group_agent"


class TicketCase(WhatsappCase):
    """A team of the inbox and the team of a helpdesk that its tickets are for.

    A bridge says in a subclass which groups its product has, and tags it.

    :cvar HELPDESK_USER: xml id of the group that sees all tickets
    :cvar HELPDESK_OWN: of the group that sees one's own; the same if there is none
    :cvar MEMBERS: the field with the members of a helpdesk team
    :cvar CLOSED: the field of a stage that ends tickets
    """

    # else Odoo's own runner leaves out what several bridges share
    allow_inherited_tests_method = True

    HELPDESK_USER = HELPDESK_OWN = MEMBERS = CLOSED = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Ticket = cls.env["helpdesk.ticket"]
        cls.Team = cls.env[cls.Ticket._fields["team_id"].comodel_name]
        cls.Stage = cls.env[cls.Ticket._fields["stage_id"].comodel_name]
        #: an agent who works in the helpdesk, too; one who does not; who is no agent
        cls.helper = cls._create_user(
            "wi_helper", f"{AGENT},{cls.HELPDESK_USER}", name="Helena"
        )
        cls.outsider = cls._create_user("wi_outsider", AGENT, name="Otto")
        cls.clerk = cls._create_user("wi_clerk", cls.HELPDESK_USER, name="Clara")
        cls.Stage.search([]).active = False
        cls.new, cls.doing, cls.done = (
            cls.create_stage(name, sequence, closed)
            for sequence, (name, closed) in enumerate(
                [("New", False), ("Doing", False), ("Done", True)]
            )
        )
        cls.helpdesk = cls.create_helpdesk_team("Repairs", cls.helper | cls.clerk)
        cls.inbox_team = cls._create_team("Shop", cls.helper, cls.outsider)
        cls.inbox_team.helpdesk_team_id = cls.helpdesk
        cls.account.team_id = cls.inbox_team

    @classmethod
    def create_stage(cls, name, sequence=10, closed=False, **values):
        values = {"name": name, "sequence": sequence, cls.CLOSED: closed, **values}
        if "company_id" in cls.Stage._fields:
            values.setdefault("company_id", cls.company.id)
        return cls.Stage.create(values)

    @classmethod
    def create_helpdesk_team(cls, name, members, **values):
        return cls.Team.create(
            {
                "name": name,
                "company_id": cls.company.id,
                cls.MEMBERS: [(6, 0, members.ids)],
                **values,
            }
        )

    @classmethod
    def create_partner(cls, name="Ana García", phone="+34 600 111 222", **values):
        values = {"name": name, "phone": phone, **values}
        return cls.env["res.partner"].create(values)

    @classmethod
    def ticket(cls, name="Broken pot", **values):
        values = {
            "name": name,
            "description": "<p>It is broken.</p>",
            "team_id": cls.helpdesk.id,
            "stage_id": cls.new.id,
            **values,
        }
        return cls.Ticket.create(values)

    def helpdesk_hours(self, calendar):
        field = self.Team._role_field("calendar")
        self.assertTrue(field, "the helpdesk of the tests has working hours")
        self.helpdesk[field] = calendar

    def day_off(self, day, company=None):
        """A holiday of all in a company; a day of Madrid in winter."""
        start = datetime.combine(day, time()) - timedelta(hours=1)
        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": False,
                "date_from": start,
                "date_to": start + timedelta(hours=24),
            }
        )
        # computed, by the company of whoever creates it
        leave.company_id = company or self.company
