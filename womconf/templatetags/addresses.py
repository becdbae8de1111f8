from django import template

from womconf import addresses

register = template.Library()
register.filter("readable", addresses.readable)
