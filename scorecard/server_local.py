"""What `streamlit run` starts in the local mode: app.py, with Streamlit's own page kept still (shell.py)."""

from pathlib import Path

import streamlit  # the other half of server.py: Streamlit loads it anew, as a file of its own
from starlette.middleware import Middleware
from streamlit import config

from scorecard import settings
from scorecard.shell import Shell, head
from scorecard.ui_wall import first_look

base = str(config.get_option("server.baseUrlPath")).strip("/")
start = f"/{base}/" if base else "/"
static = Path(streamlit.__file__).parent / "static"
app = streamlit.App(settings.ROOT / "app.py", middleware=[Middleware(Shell, head=head(static, start.rstrip("/")), start=start, look=first_look)])
