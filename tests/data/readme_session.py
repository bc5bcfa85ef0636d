"""Runs the session that README shows and compares what it prints: readme_session.py README TRAMA_BINARY [--update]

Lines of the ```console block that begin with "$ " are commands, what follows is their output. `cat FILE` makes FILE with
the text shown; every other command runs in an empty folder against a server of the sample on a port of its own. --update writes what is
printed into README instead of comparing.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def steps(readme):
    block = re.search(r"^```console\n(.*?)^```$", readme, re.S | re.M)
    if not block:
        sys.exit("README has no console block")
    found = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.group(1), re.M)
    if not found:
        sys.exit("README's console block has no command")
    return found


def start(binary):
    """The server and its address; port 0 lets it choose, and it says which."""
    server = subprocess.Popen([binary, "serve", "--demo", "--port", "0"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    for line in server.stdout:
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        if address:
            return server, address.group(0)
    sys.exit("the server ended before it listened")


def run(command, folder, environment):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
    return done.stdout


def replay(readme, binary, address):
    """(command, shown, printed) of every step."""
    path = os.path.dirname(os.path.abspath(binary)) + ":" + os.environ["PATH"]
    environment = {**os.environ, "TRAMA_URL": address, "PATH": path}
    with tempfile.TemporaryDirectory() as folder:
        for command, shown in steps(readme):
            if command.startswith("cat "):
                pathlib.Path(folder, command[4:].strip()).write_text(shown, encoding="utf-8")
                yield command, shown, shown
            else:
                yield command, shown, run(command, folder, environment)


def report(played):
    for command, shown, printed in played:
        print("ok:" if printed == shown else "differs:", command)
        sys.stdout.writelines(difflib.unified_diff(shown.splitlines(True), printed.splitlines(True), "README", "now"))
    return all(printed == shown for _, shown, printed in played)


def updated(readme, played):
    block = "".join(f"$ {command}\n{printed}" for command, _, printed in played)
    return re.sub(r"^```console\n.*?^```$", lambda _: f"```console\n{block}```", readme, count=1, flags=re.S | re.M)


def main():
    path = pathlib.Path(sys.argv[1])
    readme = path.read_text(encoding="utf-8")
    server, address = start(sys.argv[2])
    try:
        played = list(replay(readme, sys.argv[2], address))
    finally:
        server.terminate()
        server.wait(timeout=30)
    if "--update" in sys.argv[3:]:
        path.write_text(updated(readme, played), encoding="utf-8")
    elif not report(played):
        sys.exit(1)


main()
