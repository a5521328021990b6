"""Where a heavy load, growing pressure and a shock meet, and whom they meet."""

from veerkracht.analysis.exposure.coincidence import coincidence
from veerkracht.analysis.exposure.people import people_exposed
from veerkracht.analysis.exposure.settings import ExposureSettings

__all__ = ["ExposureSettings", "coincidence", "people_exposed"]
