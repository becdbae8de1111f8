import segno
from django import template
from django.utils.html import format_html

register = template.Library()

QUIET_ZONE = 4  # modules around the code (ISO/IEC 18004)


@register.simple_tag
def qr_code(text, label):
    """Draw a QR code as inline SVG: no request, nothing that the content security policy would have to allow."""
    code = segno.make(text, micro=False)
    rows = list(code.matrix_iter(border=QUIET_ZONE))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>',
        label,
        size=len(rows),
        path=path,
    )
