"""Headers beyond ASCII as RFC 2047 wants them, so that every mail program shows what was written.

Python's own folding puts two encoded words side by side where an encoded blank meets a word with letters beyond ASCII;
programs that keep to the standard (section 5: they are separated by a blank) show both as they are.
"""

from email.header import Header
from email.headerregistry import AddressHeader
from email.policy import EmailPolicy, default

from django.core.mail import EmailMultiAlternatives

LONGEST = 74  # characters of a line: an encoded word has 75 at most (section 2)


class EncodedPolicy(EmailPolicy):
    """A policy that encodes a text beyond ASCII as a whole, and of addresses the names."""

    def fold(self, name, value):
        return self._encoded(name, value) or super().fold(name, value)

    def fold_binary(self, name, value):
        encoded = self._encoded(name, value)
        return encoded.encode("ascii") if encoded else super().fold_binary(name, value)

    def _encoded(self, name, value):
        if str(value).isascii() or self.utf8:
            return ""
        if isinstance(value, AddressHeader):
            blank = f",{self.linesep} "
            return f"{name}: {blank.join(map(self._address, value.addresses))}{self.linesep}"
        if getattr(value, "content_type", None) or name.lower().startswith("content-"):
            return ""  # their parameters have rules of their own (RFC 2231)
        return f"{name}: {self._words(value, name)}{self.linesep}"

    def _address(self, address):
        if address.display_name.isascii():
            return str(address)
        return f"{self._words(address.display_name, 'Reply-To')}{self.linesep} <{address.addr_spec}>"

    def _words(self, text, name):
        return Header(str(text), "utf-8", maxlinelen=LONGEST, header_name=name).encode(linesep=self.linesep)


class Mail(EmailMultiAlternatives):
    """A mail whose headers are encoded so, whatever writes it: to a server, or to a file."""

    def message(self, *, policy=default):
        return super().message(policy=EncodedPolicy(utf8=policy.utf8, linesep=policy.linesep, cte_type=policy.cte_type))
