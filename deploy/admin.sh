#!/bin/sh
# The program's commands as the service runs them, by root: deploy/admin.sh user list; healthz asks whether it is well.
set -eu
top=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
umask 077
run() {
    exec runuser -u scorecard -- env SCORECARD_DATA="${SCORECARD_DATA:-/var/lib/scorecard}" SCORECARD_TIMEZONE="${SCORECARD_TIMEZONE:-Asia/Shanghai}" \
        PYTHONPATH="$top" PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 "$top/.venv/bin/python" "$@"
}
[ "${1:-}" = healthz ] && run "$top/deploy/healthz.py"
run -m scorecard "$@"
