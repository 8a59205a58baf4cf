"""How people are told what Meta would refuse of a template."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: By part of a ``tools.template_rules.Finding``; a number is a button.
WHERE = {
    "name": _lt("Name"),
    "language": _lt("Language"),
    "category": _lt("Category"),
    "header": _lt("Header"),
    "body": _lt("Text"),
    "footer": _lt("Footer"),
    "button": _lt("Buttons"),
}
#: By rule; with the details of the finding.
TEXTS = {
    "name": _lt(
        "use lower-case letters, digits and underscores, at most %(limit)d characters."
    ),
    "language": _lt("write Meta's code of the language, for example en, en_US or es."),
    "category": _lt("choose one."),
    "authentication": _lt(
        "Meta writes the texts of authentication templates itself. Create it in the "
        "WhatsApp Manager, then synchronise."
    ),
    "media_example": _lt("Meta needs a file as an example."),
    "empty": _lt("it is empty."),
    "one_variable": _lt("there is room for one variable only."),
    "no_variables": _lt("it takes no variables."),
    "plain_text": _lt(
        "no emoji, line breaks or marks like *bold* are allowed, nor variables."
    ),
    "too_long": _lt("it has %(length)d characters; the limit is %(limit)d."),
    "at_the_edge": _lt(
        "a variable may not be at the beginning or at the end. Write some words there."
    ),
    "side_by_side": _lt("two variables may not stand side by side."),
    "blank_space": _lt(
        "no more than two line breaks or four spaces may follow each other."
    ),
    "too_few_words": _lt(
        "%(count)d variables need at least %(words)d words around them."
    ),
    "braces": _lt("the braces of %(text)s are not right. Write {{1}} or {{name}}."),
    "variable_name": _lt(
        "%(variable)s: names have lower-case letters, digits and underscores, and "
        "begin with a letter."
    ),
    "variable_number": _lt(
        "%(variable)s: these variables are numbers. Choose named ones to use names."
    ),
    "numbering": _lt(
        "%(variable)s is missing: variables are numbered from 1 without gaps."
    ),
    "example": _lt("%(variable)s needs an example for Meta's reviewers."),
    "too_many_buttons": _lt("there may be %(limit)d at most."),
    "too_many_of_kind": _lt("there may be %(limit)d of the kind “%(kind)s” at most."),
    "button_order": _lt(
        "quick replies have to stand together, before or after all others."
    ),
    "same_buttons": _lt("two of them have the same text."),
    "phone": _lt("write a phone number with its country code."),
    "url": _lt("write an address that begins with https://."),
    "url_variable": _lt("the address may have one variable, {{1}}, at its end."),
}
