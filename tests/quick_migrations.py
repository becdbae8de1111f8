"""A new database of the tests takes every migration of the program, and renders only the model that it changes.

Django renders the related models of the related models, too: nearly all of them, hundreds of times, which took two
thirds of the time. No table, constraint or trigger needs them. Where a migration runs Python, Django itself renders
everything anew after such a delay (`clear_delayed_apps_cache`). tests/test_operators.py compares what comes of it.
"""

from contextlib import contextmanager

from django.db.migrations.state import ProjectState

find_all = ProjectState._find_reload_model


@contextmanager
def only_what_changes():
    ProjectState._find_reload_model = _find_it_alone
    try:
        yield
    finally:
        ProjectState._find_reload_model = find_all


def _find_it_alone(state, app_label, model_name, delay=False):
    if not delay:  # a relation has changed
        return find_all(state, app_label, model_name, delay)
    state.is_delayed = True
    return {(app_label, model_name)}
