from . import models


def post_init_hook(env):
    env["helpdesk.ticket"]._join_told_conversations()
