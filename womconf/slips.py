"""Slips of the finger in the domain of an address: `gmial.com`, `gmx.ed`, `t-onlin.de`.

Ask about what is found here and never refuse it: a domain that looks like a slip can be somebody's own.
"""

# The domains of the largest mail providers, the largest first; domains that look like one of them are listed, too.
_PROVIDERS = (
    "gmail.com gmx.de web.de t-online.de gmx.net outlook.com outlook.de hotmail.com hotmail.de icloud.com yahoo.de "
    "yahoo.com freenet.de googlemail.com posteo.de mailbox.org live.de live.com aol.com aol.de arcor.de me.com mail.de "
    "1und1.de a1.net aon.at bluewin.ch chello.at email.com email.de gmx.at gmx.ch gmx.com gmx.eu gmx.info gmx.li "
    "gmx.org hotmail.ch hotmail.fr hotmail.it kabelmail.de laposte.net live.at live.fr magenta.de mail.com online.de "
    "online.fr orange.fr outlook.at outlook.fr posteo.net proton.me protonmail.com ukr.net unitybox.de vodafone.de "
    "wanadoo.fr yahoo.co.uk yahoo.fr ymail.com"
)
PROVIDERS = _PROVIDERS.split()
SHORTEST = 5  # letters of a name in which a wrong one is told from another name: `wes.de` may be somebody's


def likely_meant(address):
    """Return the address that was probably meant by a canonical one, or None where nothing looks wrong."""
    local, _at, domain = address.rpartition("@")
    if domain in PROVIDERS:
        return None
    alike = [provider for provider in PROVIDERS if _is_like(_parts(domain), _parts(provider))]
    best = min(alike, key=lambda provider: _different_parts(domain, provider), default=None)
    return best and f"{local}@{best}"


def _parts(domain):
    name, _dot, ending = domain.partition(".")
    return name, ending


def _is_like(typed, meant):
    return _is_name(typed[0], meant[0]) and _is_ending(typed[1], meant[1])


def _different_parts(domain, provider):
    return sum(one != other for one, other in zip(_parts(domain), _parts(provider), strict=True))


def _is_name(typed, meant):
    if len(meant) < SHORTEST:
        return typed in {meant, *_swapped(meant)}
    return is_one_slip(typed, meant)


def _is_ending(typed, meant):
    """Whether an ending is right or a slip; one of two letters is that of a country, unless its letters are swapped."""
    if len(typed) == len(meant) == 2:
        return typed in {meant, *_swapped(meant)}
    return is_one_slip(typed, meant)


def is_one_slip(typed, meant):
    """Whether a word is right but for one letter too many, missing, wrong, or swapped with the next one."""
    shorter, longer = sorted([typed, meant], key=len)
    if len(longer) - len(shorter) > 1:
        return False
    if len(longer) > len(shorter):
        return shorter in {longer[:at] + longer[at + 1 :] for at in range(len(longer))}
    return sum(one != other for one, other in zip(typed, meant, strict=True)) <= 1 or typed in _swapped(meant)


def _swapped(word):
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
