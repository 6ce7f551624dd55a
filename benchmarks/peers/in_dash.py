"""The wall in Dash: one figure of all gauges, and the table; compressed."""

import sys

import gauges
from dash import Dash, Input, Output, callback, dcc, html

last = gauges.DAYS[-1]
app = Dash(compress=True)


def table(day: str) -> list:
    """The rows of the table."""
    rows = gauges.FIGURES[day]
    return [html.Tr([html.Th(name) for name in rows[0]]), *(html.Tr([html.Td(cell) for cell in row.values()]) for row in rows)]


app.layout = html.Div([html.H1("Wall"), dcc.Dropdown(gauges.DAYS, last, id="day", clearable=False), dcc.Graph(figure=gauges.every(last), id="wall"),
                       html.Table(table(last), id="table")])


@callback(Output("wall", "figure"), Output("table", "children"), Input("day", "value"), prevent_initial_call=True)
def turn(day: str) -> tuple:
    """Another day."""
    return gauges.every(day), table(day)


app.run(port=sys.argv[1], debug=False)
