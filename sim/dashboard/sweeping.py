"""x"""


def stop_all():
    pass
