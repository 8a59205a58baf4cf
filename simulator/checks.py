"""The building blocks of payload validation, with Meta's sentences.

A missing, ill-typed or too long plain parameter is code 100 with the sentence in
``message``; a limit inside an interactive message is 131009 with it in ``details``.
Lengths count code points, as Meta does.
"""

from .errors import GraphError


def key(path, name):
    """Meta's spelling of a place in the payload: text['body'], sections[0]['rows']."""
    return f"{path}['{name}']" if path else name


def bad_parameter(sentence):
    return GraphError(100, "", message=f"(#100) {sentence}")


def bad_value(details):
    return GraphError(131009, details)


def missing(details):
    return GraphError(131008, details)


def mapping(value, path):
    if not isinstance(value, dict):
        raise bad_parameter(f"Param {path} must be a JSON object.")
    return value


def listing(value, path):
    if not isinstance(value, list):
        raise bad_parameter(f"Param {path} must be an array.")
    return value


def required(parent, path, name):
    """The value of a parameter that must be there and not empty."""
    value = parent.get(name)
    if value is None or value == "":
        raise bad_parameter(f"The parameter {key(path, name)} is required.")
    return value


def string(value, path, longest=None):
    if not isinstance(value, str):
        raise bad_parameter(f"Param {path} must be a string.")
    if longest and len(value) > longest:
        raise bad_parameter(f"Param {path} must be at most {longest} characters long.")
    return value


def text(parent, path, name, longest=None):
    """A required string."""
    return string(required(parent, path, name), key(path, name), longest)


def optional_text(parent, path, name, longest=None):
    if parent.get(name) is not None:
        string(parent[name], key(path, name), longest)


def one_of(value, path, options):
    """The lower-case form of an enumerated value."""
    if not isinstance(value, str) or value.lower() not in options:
        names = ", ".join(sorted(option.upper() for option in options))
        raise bad_parameter(f'Param {path} must be one of {{{names}}} - got "{value}".')
    return value.lower()


def known_keys(value, path, names):
    for name in value:
        if name not in names:
            place = f'param "{path}"' if path else "the request"
            raise bad_parameter(f'Unexpected key "{name}" on {place}.')


def number(value, path, lowest=None, highest=None):
    """A JSON number or a string of one."""
    try:
        result = float(value)
    except (TypeError, ValueError):
        raise bad_parameter(f"Param {path} must be a number.") from None
    if (lowest is not None and result < lowest) or (
        highest is not None and result > highest
    ):
        raise bad_value(f"{path} must be between {lowest} and {highest}.")
    return result


def length(value, label, shortest, longest):
    """A limit of an interactive message: 131009 when broken."""
    size = len(value) if isinstance(value, str) else 0
    if not isinstance(value, str) or not shortest <= size <= longest:
        raise bad_value(
            f"{label} length invalid. Min length: {shortest}, Max length: {longest}"
        )
    return value


def count(value, label, fewest, most):
    if not isinstance(value, list) or not fewest <= len(value) <= most:
        raise bad_value(
            f"Invalid {label} count. Min allowed {label}: {fewest}, "
            f"Max allowed {label}: {most}"
        )
    return value


def unique(values, label):
    if len(set(values)) != len(values):
        raise bad_value(f"Duplicated {label}")
