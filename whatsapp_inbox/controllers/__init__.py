from . import gallery, webhook
