"""A part of a page that is rendered once for equal values: of two thousand sessions, a change concerns one."""

from django import template

register = template.Library()


class Remembered(template.Node):
    """`{% remembered in "name" value … %}`: all that the part shows must follow from these and from what `in` is of.

    `in` is a dict that lives as long as the rows of a session, or a card made of them, stay the same (`Session.made`).
    So a part can never show anything that is no longer true, and nothing has to be forgotten when something changes.
    """

    child_nodelists = ("nodelist",)

    def __init__(self, values, nodelist):
        self.made, *self.values = values
        self.nodelist = nodelist

    def render(self, context):
        made = self.made.resolve(context)
        key = tuple([value.resolve(context) for value in self.values])
        kept = made.get(key)
        if kept is not None:
            return kept.decode()
        html = self.nodelist.render(context)
        made[key] = html.encode()  # in memory half as long as a text with „…“ or Arabic letters
        return html


@register.tag
def remembered(parser, token):
    _name, *values = token.split_contents()
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return Remembered([parser.compile_filter(value) for value in values], nodelist)
