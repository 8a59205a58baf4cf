"""What RPC may call of ours, addon by addon."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

#: Of this addon and its bridges.
OURS = "odoo.addons.whatsapp_inbox"
TABLES = ("mail_message", "whatsapp_inbox_message", "discuss_channel_member")


class PublicMethodsCase:
    """Peers 9: each public method of an addon is tried by who may not call it. A new
    one is tried without arguments, or wants some. Beside a case that has the people and
    the records; each addon of ours with public methods has one (``test_each_addon``).
    """

    # else Odoo's own runner leaves out what all addons share
    allow_inherited_tests_method = True

    #: its name
    addon = None
    #: Arguments by method, where there must be any. "=" and a model: its record's id.
    arguments = {}
    #: values by model of wizards, which are made by who calls: nobody sees another's
    wizards = {}
    #: a record by model; any that there is by default
    records = {}
    #: (user, pairs of model and method that they may call), for each kind of stranger
    strangers = ()
    #: what these must not be told
    secrets = ()
    #: who may call all
    member = None

    def methods(self):
        """:return: (model, name) of each public method of this addon"""
        for model in sorted(self.env.registry):
            if is_mixin(self.env[model]):
                continue  # tried where it is inherited
            for name in methods_of(self.env[model]):
                if home_of(self.env[model], name) == self.addon:
                    yield model, name

    def record(self, model):
        """:return: what the method is called on, for whoever sees all"""
        if model not in self.records:
            mine = self.env[model]
            self.records[model] = mine if mine._abstract else mine.search([], limit=1)
            self.assertTrue(mine._abstract or self.records[model], f"make a {model}")
        return self.records[model]

    def call(self, model, method, user):
        """Call it, and take back what it did.

        :return: its answer, and what it changed
        """
        arguments = [
            self.record(a[1:]).id if isinstance(a, str) and a[:1] == "=" else a
            for a in self.arguments.get(method, ())
        ]
        before = self.state()
        savepoint = self.env.cr.savepoint()
        try:
            if model in self.wizards:
                record = self.env[model].with_user(user).create(self.wizards[model])
            else:
                record = self.record(model).with_user(user)
            answer = getattr(record, method)(*arguments)
            self.env.flush_all()
            return str(answer), self.state() - before
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def state(self):
        return {
            (name, row)
            for name in TABLES
            for row in self.env.execute_query(
                SQL("SELECT id, write_date FROM %s", SQL.identifier(name))
            )
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_strangers(self):
        methods = list(self.methods())
        self.assertTrue(methods)
        for model, method in methods:
            for user, allowed in self.strangers:
                with self.subTest(f"{model}.{method}", user=user.login):
                    if (model, method) in allowed:
                        self.try_allowed(model, method, user)
                        continue
                    with self.assertRaises(AccessError):
                        self.call(model, method, user)
        self.assertFalse(self.meta.calls)

    def try_allowed(self, model, method, user):
        """They may, and neither change nor learn anything of the thread."""
        try:
            answer, changed = self.call(model, method, user)
        except AccessError:
            raise
        except UserError as refusal:
            answer, changed = str(refusal), ()
        self.assertFalse(changed)
        for secret in self.secrets:
            self.assertNotIn(secret, answer)

    def test_a_member(self):
        """The calls above would also fail if nobody could make them."""
        for model, method in self.methods():
            if self.env[model]._abstract:
                continue
            with self.subTest(f"{model}.{method}"):
                self.try_as_member(model, method)

    def try_as_member(self, model, method):
        try:
            self.call(model, method, self.member)
        except UserError as refusal:
            # something is not there, or not in the right state
            self.assertNotIsInstance(refusal, AccessError)


def is_mixin(model):
    """:return: whether it has no records, and others that have some inherit it: here,
    or once a bridge is installed"""
    children = type(model)._inherit_children
    return model._abstract and (
        model._name.endswith(".mixin")
        or any(not model.env[name]._abstract for name in children)
    )


def methods_of(model):
    """:return: names of what we put on a model and RPC may call; not what Odoo has
    already, which is tried in ``test_foreign_threads``"""
    classes = type(model).mro()
    for name in sorted({n for cls in classes for n in vars(cls) if n[:1] != "_"}):
        method = getattr(type(model), name)
        if callable(method) and all(
            cls.__module__.startswith(OURS) for cls in classes if name in vars(cls)
        ):
            yield name


def home_of(model, method):
    """:return: name of the addon that put it there: of several the first, and not that
    of a mixin, but of who gave the mixin to the model"""
    ours = [cls for cls in type(model).mro() if cls.__module__.startswith(OURS)]
    first = [cls for cls in ours if method in vars(cls)][-1]
    if first._name != model._name:
        own = [cls for cls in ours if cls._name == model._name]
        first = ([cls for cls in own if first._name in cls._inherit] or own)[-1]
    return first.__module__.split(".")[2]
