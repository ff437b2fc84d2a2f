"""Where matplotlib draws a figure, as it does a date: at its number, without the words.

`ax.axhline(figure)`, `ax.bar(years, column)` and the like work as of any number.
"""

from typing import Any

import numpy as np
from matplotlib.units import ConversionInterface, registry

from stats.figures.figure import Figure


class AtFace(ConversionInterface):
    """What matplotlib asks for the numbers of figures."""

    @staticmethod
    def convert(obj: Any, unit: object, axis: object) -> Any:
        """Return the numbers of figures."""
        if isinstance(obj, Figure):
            return obj.value
        return np.array([getattr(each, "value", each) for each in np.asarray(obj, object)], float)


registry[Figure] = AtFace()
