#!/bin/sh
# Makes .venv beside the program: from wheels/ without a network where that folder is there (make wheelhouse), else from the package index.
# PYTHON=/usr/bin/python3.12 ./install.sh chooses the Python.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -f "$here/requirements.txt" ] || here=$(dirname "$here")
cd "$here"

newest=99
[ -d wheels ] && newest=13
python=
for found in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    if "$found" -c "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $newest))" 2>/dev/null; then
        python=$found
        break
    fi
done
if [ -z "$python" ]; then
    echo "没有可用的 Python（3.11 至 3.13，含 venv）。 No usable Python (3.11 to 3.13, with venv)." >&2
    exit 1
fi
if [ -d wheels ]; then
    echo "核对文件…… Checking the files…"
    sha256sum --check --quiet SHA256SUMS
fi

echo "安装到 $here/.venv …… Installing into $here/.venv …"
"$python" -m venv --clear .venv
if [ -d wheels ]; then
    PIP_CONFIG_FILE=/dev/null .venv/bin/python -m pip --isolated --disable-pip-version-check --quiet install --no-index --find-links wheels -r requirements.txt
else
    .venv/bin/python -m pip --disable-pip-version-check --quiet install -r requirements.txt
fi
.venv/bin/python -m compileall -q app.py pages scorecard
.venv/bin/python -c "import duckdb, streamlit"
echo "装好了。 Installed."
