"""A part of a page that is rendered once for equal values: of two thousand sessions, a change concerns one."""

from django import template

register = template.Library()

MOST = 3000  # parts of one generation; two are remembered, so that what is asked for again stays


class Remembered(template.Node):
    """`{% remembered value … %}`: all that the part shows must follow from these values, which can be hashed.

    So it can never show anything that is no longer true, and nothing has to be forgotten when something changes.
    """

    child_nodelists = ("nodelist",)

    def __init__(self, values, nodelist):
        self.values, self.nodelist = values, nodelist
        self.recent, self.before = {}, {}

    def render(self, context):
        key = tuple(value.resolve(context) for value in self.values)
        html = self.recent.get(key)
        if html is None:
            html = self.before.get(key)
            if html is None:
                html = self.nodelist.render(context)
            if len(self.recent) >= MOST:
                self.recent, self.before = {}, self.recent
            self.recent[key] = html
        return html


@register.tag
def remembered(parser, token):
    _name, *values = token.split_contents()
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return Remembered([parser.compile_filter(value) for value in values], nodelist)
