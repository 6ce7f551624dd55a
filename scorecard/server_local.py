"""What `streamlit run` starts in the local mode: app.py, with Streamlit's own page kept still (shell.py)."""

import streamlit  # the other half of server.py: Streamlit loads it anew, as a file of its own
from starlette.middleware import Middleware

from scorecard import settings
from scorecard.shell import Shell

app = streamlit.App(settings.ROOT / "app.py", middleware=[Middleware(Shell)])
