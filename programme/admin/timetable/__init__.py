"""The timetable of one day, which organisers change: on the page itself, or by a small form of each slot."""

from django.urls import path

from programme.admin.timetable.views import numbers, timetable, timetable_slot


def urls(site):
    within = "<path:object_id>/timetable/"
    return [
        path(within, site.admin_view(timetable), name="programme_timetable"),
        path(f"{within}<slug:key>/", site.admin_view(timetable_slot), name="programme_timetable_slot"),
        path(f"{within}<slug:key>/numbers/", site.admin_view(numbers), name="programme_timetable_numbers"),
    ]
