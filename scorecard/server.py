"""Starts the dashboard on this machine: `python -m scorecard.server`, what `make run` does; takes `streamlit run`'s options.

The same as `streamlit run app.py`, but for one thing: with a folder named pages/, Streamlit takes the first address after a start
that is not / for a page it does not know, until app.py has run once. Here it is told beforehand that app.py names the pages.
"""

import sys

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from scorecard import ui_portfolio
from scorecard.settings import ROOT


def main(options: list[str]) -> None:
    """Serve app.py until stopped."""
    PagesManager.uses_pages_directory = False
    ui_portfolio.keep_warm()
    cli.main(["run", str(ROOT / "app.py"), *options], prog_name="streamlit")


if __name__ == "__main__":
    main(sys.argv[1:])
