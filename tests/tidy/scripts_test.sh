#!/usr/bin/env bash
# The scripts people start: they parse, say how they are used, and quickstart does not fight over a port. Builds nothing.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
failed=0
check() { printf '%s: %s\n' "$1" "$2"; [ "$1" = ok ] || failed=1; }

# refuses NAME PATTERN COMMAND...: the command must fail and its last words must match.
refuses() {
  local name=$1 pattern=$2 said; shift 2
  if said=$(timeout 20 "$@" 2>&1); then check FAILED "$name: it did not refuse"
  elif grep -qE "$pattern" <<<"$said"; then check ok "$name"
  else check FAILED "$name: it said: $said"; fi
}

for script in data/quickstart data/setup.sh tests/run .ci/run .ci/sanitize; do
  if bash -n "$script"; then check ok "$script parses"; else check FAILED "$script does not parse"; fi
done

refuses 'quickstart names its options' 'usage: data/quickstart' data/quickstart --prot 8080
refuses 'quickstart wants a number as port' 'usage: data/quickstart' data/quickstart --port web
refuses 'tests/run names its options' 'usage: tests/run' tests/run --al
refuses 'sanitize names its choices' 'usage: .ci/sanitize' .ci/sanitize memory

coproc holder { exec python3 -u -c '
import socket, sys
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(5); print(s.getsockname()[1]); sys.stdin.read()'; }
read -r port <&"${holder[0]}"
refuses 'quickstart says that a port is taken' "Port $port is taken.*--port $((port + 1))" data/quickstart --port "$port"
kill "$holder_PID" 2>/dev/null
exit "$failed"
