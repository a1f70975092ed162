"""Property tests of this room have no deadline: the first call compiles."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
