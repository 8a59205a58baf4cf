"""Both sides compared: what Meta and the writers know, and what is on Odoo's disk."""

import hashlib
from collections import Counter

import requests

from simulator import seed

#: What a message may become. Nothing goes down again, nothing is sent twice.
MAY_BECOME = {
    "queued": {"sending", "failed"},
    "sending": {"queued", "unknown", "sent", "delivered", "read", "failed"},
    "unknown": {"sent", "delivered", "read", "failed"},
    "sent": {"delivered", "read", "failed"},
    "delivered": {"read"},
    "failed": {"delivered", "read"},
}
SETTLED = {"delivered", "read"}
WATCH = """
    CREATE TABLE e2e_state (message_id int, was varchar, became varchar);
    CREATE FUNCTION e2e_note_state() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO e2e_state VALUES (NEW.id, OLD.state, NEW.state);
        RETURN NULL;
    END $$;
    CREATE TRIGGER e2e_state AFTER UPDATE OF state ON whatsapp_inbox_message
        FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
        EXECUTE FUNCTION e2e_note_state();
"""
INBOUND = """
    SELECT w.wamid, w.mail_message_id, k.phone, w.media_state, a.store_fname,
           regexp_replace(m.body, '<[^>]*>', '', 'g'),
           extract(epoch FROM m.date)::int, w.channel_id
      FROM whatsapp_inbox_message w
      JOIN whatsapp_inbox_contact k ON k.id = w.contact_id
      LEFT JOIN mail_message m ON m.id = w.mail_message_id
      LEFT JOIN ir_attachment a ON a.id = w.attachment_id
     WHERE w.direction = 'inbound' ORDER BY w.mail_message_id
"""
OUTBOUND = """
    SELECT w.id, w.callback_data, w.wamid, w.state, coalesce(w.superseded, false),
           w.mail_message_id, regexp_replace(m.body, '<[^>]*>', '', 'g'),
           w.channel_id
      FROM whatsapp_inbox_message w
      LEFT JOIN mail_message m ON m.id = w.mail_message_id
     WHERE w.direction = 'outbound' ORDER BY w.id
"""
SECRETS = (seed.ACCESS_TOKEN, seed.APP_SECRET, "the verify token")


class Audit:
    """:ivar Counter tally: what was counted
    :ivar list faults: what is wrong, one sentence each; empty is good
    """

    def __init__(self, inbox, traffic, disk):
        self.inbox, self.traffic, self.disk = inbox, traffic, disk
        self.tally, self.faults = Counter(), []

    def run(self):
        sent = self.inbox.simulator.get("messages")["data"]
        self._inbound([m for m in sent if m["direction"] == "inbound"])
        self._outbound([m for m in sent if m["direction"] == "outbound"])
        self._states()
        self._people()
        self._events()
        self._log()

    def _check(self, what, wrong):
        """Count what is wrong; the first few are named."""
        wrong = list(wrong)
        self.tally[what] += len(wrong)
        if wrong:
            self.faults.append(f"{what}: {len(wrong)}, such as {wrong[:3]}")

    # -- customers → Odoo -----------------------------------------------------------

    def _inbound(self, sent):
        rows = self.inbox.rows(INBOUND)
        stored = Counter(row[0] for row in rows)
        bubbles = Counter(row[1] for row in rows)
        theirs = {message["id"]: message for message in sent}
        said = {message.key: message for message in self.traffic.customers}
        self.tally["in: written by customers"] = len(said)
        self.tally["in: stored"] = len(rows)
        self._check("in: unknown to Meta", said.keys() ^ theirs.keys())
        self._check("in: lost", theirs.keys() - stored.keys())
        self._check("in: invented", stored.keys() - theirs.keys())
        self._check("in: doubled", (w for w, count in stored.items() if count > 1))
        self._check("in: bubbles doubled", (b for b, n in bubbles.items() if n > 1))
        self._check(
            "in: bubbles of nobody",
            self.inbox.rows(
                "SELECT m.id FROM mail_message m JOIN discuss_channel c"
                " ON m.model = 'discuss.channel' AND m.res_id = c.id"
                " WHERE c.channel_type = 'whatsapp_inbox'"
                " AND m.message_type = 'comment' AND NOT EXISTS (SELECT 1"
                " FROM whatsapp_inbox_message w WHERE w.mail_message_id = m.id)"
            ),
        )
        self._check("in: other words", self._changed(rows, said, theirs))
        self._check("in: files lost or changed", self._files(rows, said))

    def _changed(self, rows, said, theirs):
        for wamid, _mail, phone, _media, _file, text, date, _channel in rows:
            message = said.get(wamid)
            if message and (phone, text, date) != (
                f"+{message.phone}",
                message.text,
                theirs[wamid]["timestamp"],
            ):
                yield wamid, phone, text

    def _files(self, rows, said):
        for wamid, _mail, _phone, media, name, *_rest in rows:
            expected = said[wamid].sha256 if wamid in said else ""
            if not expected:
                continue
            self.tally["in: files"] += 1
            file = self.disk.files / (name or "none")
            content = file.read_bytes() if file.is_file() else b""
            if media != "done" or hashlib.sha256(content).hexdigest() != expected:
                yield wamid, media

    # -- agents → customers ---------------------------------------------------------

    def _outbound(self, sent):
        rows = self.inbox.rows(OUTBOUND)
        ours = {row[1]: row for row in rows}
        accepted = Counter(message["callback_data"] for message in sent)
        by_mail = Counter(
            ours[message["callback_data"]][5]
            for message in sent
            if message["callback_data"] in ours
        )
        posted = Counter(row[6] for row in rows if not row[4])
        told = {said.text for said in self.traffic.agents if said.sure}
        tried = {said.text for said in self.traffic.agents}
        self.tally["out: posted by agents"] = len(posted)
        self.tally["out: accepted by Meta"] = len(sent)
        self.tally["out: refused to the agent"] = len(tried) - len(told)
        self._check("out: lost before the queue", told - posted.keys())
        self._check("out: invented", posted.keys() - tried)
        self._check("out: posted twice", (t for t, n in posted.items() if n > 1))
        self._check("out: not ours", accepted.keys() - ours.keys())
        self._check("out: doubled", (c for c, count in accepted.items() if count > 1))
        self._check(
            "out: doubled by another try", (m for m, n in by_mail.items() if n > 1)
        )
        self._check("out: lost", {row[5] for row in rows} - by_mail.keys())
        by_callback = {message["callback_data"]: message for message in sent}
        self._check(
            "out: other id than Meta's",
            (
                row[0]
                for row in rows
                if row[1] in by_callback and row[2] != by_callback[row[1]]["id"]
            ),
        )
        self._check("out: other words", self._other_words(sent, ours))
        self._check("out: files lost or changed", self._sent_files(sent))
        self._check("out: in another order", self._disorder(sent, ours))

    def _other_words(self, sent, ours):
        for message in sent:
            row = ours.get(message["callback_data"])
            payload = message["payload"].get(message["type"], {})
            text = payload.get("body") or payload.get("caption")
            if row and text != row[6]:
                yield row[0], text

    def _sent_files(self, sent):
        digests = {said.text: said.sha256 for said in self.traffic.agents}
        for message in sent:
            file = message["payload"].get("document")
            expected = digests.get(file["caption"]) if file else ""
            if not expected and not file:
                continue
            self.tally["out: files"] += 1
            known = requests.get(
                f"{self.inbox.simulator.url}/v25.0/{file['id']}",
                headers={"Authorization": f"Bearer {seed.ACCESS_TOKEN}"},
                timeout=30,
            ).json()
            if known.get("sha256") != expected:
                yield message["id"]

    def _disorder(self, sent, ours):
        """In each thread as it was queued; what an agent sends again comes last."""
        last = Counter()
        for message in sent:  # in the order of acceptance
            row = ours.get(message["callback_data"])
            if not row:
                continue
            if row[0] < last[row[7]]:
                yield row[0], last[row[7]]
            last[row[7]] = row[0]

    # -- the rest ---------------------------------------------------------------------

    def _states(self):
        rows = self.inbox.rows(OUTBOUND)
        states = Counter(row[3] for row in rows if not row[4])
        self.tally.update({f"state: {name}": count for name, count in states.items()})
        self.tally["state: given up and sent again"] = sum(row[4] for row in rows)
        self._check(
            "states not settled",
            (row[:4] for row in rows if not row[4] and row[3] not in SETTLED),
        )
        moves = self.inbox.rows("SELECT was, became, message_id FROM e2e_state")
        self.tally["state: changes"] = len(moves)
        self._check(
            "states gone back",
            (move for move in moves if move[1] not in MAY_BECOME.get(move[0], ())),
        )

    def _people(self):
        for what, query in {
            "customers doubled": "SELECT phone FROM whatsapp_inbox_contact"
            " GROUP BY phone HAVING count(*) > 1",
            "partners doubled": "SELECT phone FROM res_partner"
            " WHERE phone LIKE '+34655%' GROUP BY phone HAVING count(*) > 1",
            "threads doubled": "SELECT whatsapp_contact_id FROM discuss_channel"
            " WHERE channel_type = 'whatsapp_inbox'"
            " GROUP BY whatsapp_contact_id HAVING count(*) > 1",
            "conversations doubled": "SELECT contact_id"
            " FROM whatsapp_inbox_conversation"
            " GROUP BY contact_id HAVING count(*) > 1",
        }.items():
            self._check(what, self.inbox.rows(query))
        self.tally["customers"] = self.inbox.scalar(
            "SELECT count(*) FROM whatsapp_inbox_contact"
        )

    def _events(self):
        rows = self.inbox.rows(
            "SELECT state, count(*) FROM whatsapp_inbox_webhook_event GROUP BY state"
        )
        self.tally.update({f"webhooks {state}": count for state, count in rows})
        self._check(
            "webhooks not processed",
            self.inbox.rows(
                "SELECT id, right(error, 300) FROM whatsapp_inbox_webhook_event"
                " WHERE state != 'done'"
            ),
        )

    def _log(self):
        """What people write and what is secret is in no log, whatever broke."""
        log = self.inbox.odoo.log.read_text(errors="replace")
        texts = {m.text for m in (*self.traffic.customers, *self.traffic.agents)}
        said = ("question ", "answer ", "are you there?")
        lines = [
            line for line in log.splitlines() if any(word in line for word in said)
        ]
        self._check(
            "texts in the log",
            {text for line in lines for text in texts if text in line},
        )
        self._check("secrets in the log", (s for s in SECRETS if s in log))
