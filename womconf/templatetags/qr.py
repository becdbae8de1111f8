from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def qr_code(text, label):
    """Draw a QR code as inline SVG: no request, nothing that the content security policy would have to allow."""
    import segno  # hardly any web process ever draws one

    drawing = segno.make(text, micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None)
    return format_html('<span role="img" aria-label="{}">{}</span>', label, SafeString(drawing))
