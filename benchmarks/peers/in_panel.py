"""The wall in Panel: one figure of all gauges, and the table; compressed."""

import sys

import gauges
import pandas as pd
import panel as pn

pn.extension("plotly")


def page() -> pn.Column:
    """The page of one session."""
    day = pn.widgets.Select(name="As of", options=gauges.DAYS, value=gauges.DAYS[-1])
    return pn.Column("# Wall", day, pn.pane.Plotly(pn.bind(gauges.every, day), sizing_mode="stretch_width"),
                     pn.pane.DataFrame(pn.bind(lambda of: pd.DataFrame(gauges.FIGURES[of]), day)))


pn.serve(page, port=int(sys.argv[1]), show=False, compress_response=True)
