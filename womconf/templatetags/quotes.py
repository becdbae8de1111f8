from django import template

from womconf.quotes import in_quotes

register = template.Library()
register.filter("in_quotes", in_quotes)
