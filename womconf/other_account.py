"""Where we are root, PostgreSQL runs as somebody else: whose programs, folders and files these are."""

import logging
import os
import stat

logger = logging.getLogger("womconf.embedded")


class NoWayError(Exception):
    """The account may not get there; the message says why, and what to do."""


def options_of(account):
    """Return what subprocess needs to run one of PostgreSQL's programs: no umask, folder or variable of ours."""
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    options = {"env": environment, "cwd": "/", "umask": 0o077}
    if account:
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return options


def open_way(account, *paths):
    """Let `account` pass through the folders above `paths` where it may not; it still cannot list or read them."""
    opened = []
    for folder in sorted({parent for path in paths for parent in path.parents}):
        found = folder.stat()
        needed = stat.S_IXUSR if found.st_uid == account.pw_uid else stat.S_IXOTH
        if found.st_mode & needed:
            continue
        try:
            folder.chmod(stat.S_IMODE(found.st_mode) | needed)
        except OSError as error:
            raise NoWayError(
                f"PostgreSQL does not run as root, and as {account.pw_name} it may not pass through {folder}: "
                "run this as an ordinary user, or choose another folder with WOMCONF_VAR."
            ) from error
        opened.append(str(folder))
    if opened:
        logger.warning(
            "Started as root, so the database runs as %(account)s. Others may now pass through these folders, without "
            "listing or reading them: %(folders)s\n(Als root gestartet; deshalb läuft die Datenbank als %(account)s. "
            "Andere dürfen nun durch diese Ordner hindurch, ohne sie aufzulisten oder zu lesen.)",
            {"account": account.pw_name, "folders": ", ".join(opened)},
        )


def take_over(account, data):
    """Give `account` the data that root has copied: `cp -r` makes everything root's, and nobody else could read it.

    The folder itself comes last: until then nobody but root could have put anything into it, and a second try goes on.
    """
    for folder, folders, files in os.walk(data):
        for name in [*folders, *files]:
            os.chown(os.path.join(folder, name), account.pw_uid, account.pw_gid, follow_symlinks=False)
    data.chmod(0o700)
    os.chown(data, account.pw_uid, account.pw_gid)
