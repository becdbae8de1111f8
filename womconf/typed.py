"""What people typed as text into a form that is not carried out: it is shown once more, so that nothing is lost.

Buttons, boxes and hidden fields have values for machines. So only fields that forms have for text are looked at.
"""

from django import forms

TEXT = {"text", "email", "url"}


def text_fields(*form_classes):
    """Return {name in a browser's form: label} of what people type as text into forms; of two, the last one counts."""
    labels = {}
    for form_class in form_classes:
        for name, field in form_class.base_fields.items():
            label = field.label or name
            if getattr(field, "has_parts", False):  # a text in several languages
                labels |= {f"{name}_{index}": f"{label}: {part}" for index, part in enumerate(field.part_names)}
            elif getattr(field.widget, "input_type", None) in TEXT or isinstance(field.widget, forms.Textarea):
                labels[name] = label
    return labels


def typed(request, labels):
    """Return [(label, text)] of what somebody typed, without what the page had shown there already."""
    return [
        (labels[name], value)
        for name, values in request.POST.lists()
        if name in labels
        for value in values
        if value.strip() and value != request.POST.get(f"initial-{name}")
    ]
