"""However a word is found, all is found that one may read, and nothing else."""

import random

from odoo.tests import tagged

from ..models import discuss_channel_search
from ..tools.search_text import folded, pattern, plain
from .common import said
from .test_find import FindCase

WORDS = ("envío", "box", "of", "late", "invoice", "Łódź", "100%", "a_b", "boxes")
SIZES = ("NEWEST", "FEW", "WALKED")


@tagged("post_install", "-at_install")
class TestFindFurther(FindCase):
    def setUp(self):
        super().setUp()
        self.random = random.Random(19)
        self.set_sizes(2, 2, 3)

    def set_sizes(self, *sizes):
        for name, size in zip(SIZES, sizes, strict=True):
            self.patch(discuss_channel_search, name, size)

    def talk(self, texts):
        """Each from a customer of one of two teams, or of none."""
        records = self.receive(
            *[
                said(text, sender=f"3461100000{self.random.randrange(6)}")
                for text in texts
            ]
        )
        threads = records.channel_id.sorted("id")
        for number, thread in enumerate(threads):
            thread.channel_member_ids.unlink()
            thread.whatsapp_team_id = (self.team, self.other_team, False)[number % 3]
        return threads

    def pages(self, term, user, messages):
        """All of them, as who asks on and on.

        :return: ids, and how often it was asked
        """
        ids, before, asked = [], None, 0
        while before is not False:
            page = self.find(term, user, customers=0, messages=messages, before=before)
            ids += [row["id"] for row in page["messages"]]
            self.assertTrue(before is None or page["further"] < before)
            self.assertLessEqual(page["more_messages"], bool(page["further"]))
            before, asked = page["further"], asked + 1
        return ids, asked

    def expected(self, term, user):
        """By Odoo's own search and the words themselves."""
        threads = self.env["discuss.channel"].with_user(user)
        threads = threads.search([("channel_type", "=", "whatsapp_inbox")])
        mails = self.env["mail.message"].search(
            [
                ("model", "=", "discuss.channel"),
                ("res_id", "in", threads.ids),
                ("message_type", "!=", "notification"),
            ],
            order="id desc",
        )
        looked = [pattern(w)[1:-1].replace("\\", "") for w in folded(term).split()]
        return [
            mail.id
            for mail in mails
            if all(word in f" {folded(plain(mail.body))}" for word in looked)
        ]

    def test_as_the_plain_search(self):
        self.talk(" ".join(self.random.choices(WORDS, k=3)) for _n in range(60))
        found = 0
        for _turn in range(60):
            term = " ".join(self.random.choices(WORDS, k=self.random.choice((1, 1, 2))))
            user = self.random.choice((self.agent, self.other, self.supervisor))
            self.set_sizes(*self.random.choices((1, 3, 10, 100), k=3))
            messages = self.random.choice((1, 2, 7, 50))
            with self.subTest(term=term, user=user.login, messages=messages):
                expected = self.expected(term, user)
                self.assertEqual(self.pages(term, user, messages)[0], expected)
                found += len(expected)
        self.assertGreater(found, 200)

    def test_what_only_others_say(self):
        """It is looked for so far, and one may go on: nothing tells how many there
        are."""
        [own, others] = self.talk(["Own"] + ["Hello"] * 12)[:2]
        own.whatsapp_team_id, others.whatsapp_team_id = self.team, self.other_team
        self.env["discuss.channel"].search(
            [("id", "not in", own.ids), ("channel_type", "=", "whatsapp_inbox")]
        ).whatsapp_team_id = self.other_team
        first = self.find("hello", self.agent)
        self.assertEqual((first["messages"], first["more_messages"]), ([], False))
        self.assertTrue(first["further"])
        ids, asked = self.pages("hello", self.agent, 5)
        self.assertEqual((ids, asked), ([], 5))

    def test_few_are_found_at_once(self):
        self.talk(["Once upon a time"] + ["Hello"] * 12)
        page = self.find("once", self.supervisor)
        self.assertEqual((len(page["messages"]), page["further"]), (1, False))
