"""Runs the pipelines of data/ci as their runners would: pipelines_test.py SOURCE_DIR TRAMA_BINARY

The steps are read from the YAML, so what is run is what people copy. Git, trama, curl and jq are the real ones. GitHub's and
GitLab's comment services are a small HTTP server here that keeps comments; `gh` is a script that hands its requests to it.
"""
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

import yaml

SOURCE, BINARY = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])

# `gh api PATH [--method M] [-F body=@FILE] [--paginate] [--jq FILTER]`, sent where GH_TEST_URL says.
GH = r"""#!/usr/bin/env bash
set -euo pipefail
[ "$1" = api ]; shift
method=GET filter=. data=()
while [ $# -gt 0 ]; do
  case $1 in
    --method) method=$2; shift 2 ;;
    --jq) filter=$2; shift 2 ;;
    -F) data=(--data-urlencode "$2"); [[ $2 != body=@* ]] || data=(--data-urlencode "body@${2#body=@}"); shift 2 ;;
    --paginate) shift ;;
    repos/*) path=$1; shift ;;
    *) echo "gh: unknown argument $1" >&2; exit 64 ;;
  esac
done
[ -n "$GH_TOKEN" ]
curl -fsS -X "$method" "${data[@]}" "$GH_TEST_URL/$path" | jq -r "$filter"
"""


class Comments(http.server.BaseHTTPRequestHandler):
    """GET lists, POST adds to the list, PUT and PATCH replace one: what both services agree on."""

    def answer(self, status, value):
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def handle_any(self):
        path = urllib.parse.urlsplit(self.path).path
        length = int(self.headers.get("Content-Length") or 0)
        fields = urllib.parse.parse_qs(self.rfile.read(length).decode())
        kept, calls = self.server.kept, self.server.calls
        calls.append((self.command, path))
        if self.command == "GET":
            return self.answer(200, kept)
        body = fields.get("body", [None])[0]
        if body is None:
            return self.answer(422, {"message": "body is missing"})
        if self.command == "POST":
            kept.append({"id": 100 + len(kept), "body": body})
            return self.answer(201, kept[-1])
        number = int(path.rsplit("/", 1)[1])
        for comment in kept:
            if comment["id"] == number:
                comment["body"] = body
                return self.answer(200, comment)
        return self.answer(404, {"message": "no such comment"})

    do_GET = do_POST = do_PUT = do_PATCH = handle_any

    def log_message(self, *_):
        pass


def contract(name, version, columns):
    text = f"dataContractSpecification: 1.1.0\nid: {name}\ninfo:\n  title: {name}\n  version: {version}\n  owner: team-a\n"
    text += "models:\n  t:\n    type: table\n    fields:\n"
    for column in columns:
        column, _, source = column.partition(" <- ")
        text += f"      {column}:\n        type: string\n"
        if source:
            of, table, field = source.split(".")
            text += "        lineage:\n          inputFields:\n"
            text += f"            - namespace: {of}\n              name: {table}\n              field: {field}\n"
    return text


class Pipeline(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.repository = self.folder / "repository"
        shutil.copytree(SOURCE / "data/ci", self.repository / "data/ci")
        tools = self.folder / "bin"
        tools.mkdir()
        (tools / "trama").symlink_to(BINARY.resolve())
        (tools / "gh").write_text(GH)
        (tools / "gh").chmod(stat.S_IRWXU)
        self.service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Comments)
        self.service.kept, self.service.calls = [], []
        threading.Thread(target=self.service.serve_forever, daemon=True).start()
        self.addCleanup(self.service.server_close)
        self.addCleanup(self.service.shutdown)
        self.url = f"http://127.0.0.1:{self.service.server_port}"
        self.environment = {"PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(self.folder), "LC_ALL": "C.UTF-8",
                            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
                            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
        self.git("init", "-q", "-b", "main")
        self.write("contracts/a.yaml", contract("a", "1.0.0", ["id", "email"]))
        self.write("contracts/b.yaml", contract("b", "1.0.0", ["mail <- a.t.email"]))
        self.write("unrelated.yaml", "replicas: 3\n")
        self.commit("base")
        self.base = self.git("rev-parse", "HEAD").strip()
        self.git("checkout", "-q", "-b", "change")

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.repository, env=self.environment, check=True, text=True,
                              capture_output=True).stdout

    def write(self, name, text):
        path = self.repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def drop_email(self, version):
        self.write("contracts/a.yaml", contract("a", version, ["id"]))
        self.commit("drop email")

    def run_step(self, text, more):
        """As both runners do: a file of its own for bash, ending at the first command that fails."""
        return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", text], cwd=self.repository,
                              env=self.environment | more, text=True, capture_output=True, timeout=60, check=False)


class GitHub(Pipeline):
    def run_pipeline(self, more=None):
        """The steps that are shell; gives what the check step did."""
        workflow = yaml.safe_load((self.repository / "data/ci/github-actions.yaml").read_text())
        self.assertIn("pull_request", workflow[True])  # YAML 1.1 reads the key `on` as true
        job = workflow["jobs"]["check"]
        values = {"github.event.pull_request.base.sha": self.base, "github.event.pull_request.number": "7",
                  "github.token": "t", "secrets.TRAMA_URL": "", "secrets.TRAMA_TOKEN": ""}
        fill = lambda text: re.sub(r"\$\{\{ *(.*?) *\}\}", lambda m: values[m.group(1)], text)
        shared = {"GITHUB_REPOSITORY": "team/mesh", "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
                  "GITHUB_ACTIONS": "true", "GH_TEST_URL": self.url}
        shared |= {name: fill(value) for name, value in job["env"].items()} | (more or {})
        check, failed = None, False
        for step in job["steps"]:
            if "run" not in step:
                continue
            condition = step.get("if", "")
            wanted = re.search(r"hashFiles\('(.*?)'\)", condition)
            if wanted and not (self.repository / wanted.group(1)).exists():
                continue
            if failed and "always()" not in condition:
                continue
            own = {name: fill(value) for name, value in step.get("env", {}).items()}
            done = self.run_step(step["run"], shared | own)
            if check is None:
                check, failed = done, done.returncode != 0
            else:
                self.assertEqual(done.returncode, 0, done.stderr)
        return check

    def test_a_change_that_breaks_someone_is_refused_and_told_in_four_places(self):
        self.drop_email("1.1.0")
        done = self.run_pipeline()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"(?m)^::error file=contracts/a\.yaml,line=\d+")
        self.assertIn("2.0.0", (self.folder / "summary.md").read_text())
        sarif = json.loads((self.repository / "trama.sarif").read_text())
        place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        self.assertEqual(place, "contracts/a.yaml")
        self.assertIn("<failure", (self.repository / "trama.xml").read_text())
        self.assertEqual([c["body"] for c in self.service.kept], [(self.repository / "trama.md").read_text()])
        self.assertIn("2.0.0", self.service.kept[0]["body"])

    def test_the_second_run_rewrites_the_first_one_s_comment(self):
        self.service.kept.append({"id": 5, "body": "Looks good to me"})
        self.drop_email("1.1.0")
        self.assertEqual(self.run_pipeline().returncode, 1)
        self.write("contracts/a.yaml", contract("a", "1.1.0", ["id", "email", "phone"]))
        self.commit("add phone instead")
        self.assertEqual(self.run_pipeline().returncode, 0)
        self.assertEqual(len(self.service.kept), 2)
        self.assertEqual(self.service.kept[0]["body"], "Looks good to me")
        self.assertIn("1 additive", self.service.kept[1]["body"])
        self.assertEqual(self.service.calls[-1], ("PATCH", "/repos/team/mesh/issues/comments/101"))

    def test_a_server_that_cannot_be_reached_is_no_pass_and_no_refusal(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # not listening
            self.write("contracts/a.yaml", contract("a", "1.1.0", ["id", "email", "phone"]))
            self.commit("harmless")
            done = self.run_pipeline({"TRAMA_URL": f"http://127.0.0.1:{taken.getsockname()[1]}"})
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("Contracts not judged: 1 file, 1 not judged", self.service.kept[0]["body"])

    def test_a_branch_without_contract_changes_passes_without_asking_anyone(self):
        self.write("unrelated.yaml", "replicas: 4\n")
        self.commit("scale out")
        done = self.run_pipeline({"TRAMA_URL": "http://127.0.0.1:1"})
        self.assertEqual((done.returncode, done.stdout), (0, "no contract changes\n"))

    def test_a_deleted_contract_is_named(self):
        self.git("rm", "-q", "contracts/b.yaml", "unrelated.yaml")
        self.commit("b is not ours any more")
        done = self.run_pipeline()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^not judged: contracts/b\.yaml is deleted; .*\nno contract changes\n$")

    def test_what_the_main_branch_changed_meanwhile_is_not_blamed_on_the_branch(self):
        self.git("checkout", "-q", "main")
        self.drop_email("1.1.0")
        self.base = self.git("rev-parse", "HEAD").strip()
        self.git("checkout", "-q", "change")
        self.write("contracts/b.yaml", contract("b", "1.1.0", ["mail <- a.t.email", "id"]))
        self.commit("widen b")
        done = self.run_pipeline()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class GitLab(Pipeline):
    def run_pipeline(self):
        job = yaml.safe_load((self.repository / "data/ci/gitlab-ci.yaml").read_text())["contracts"]
        more = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base, "GITLAB_TOKEN": "t", "CI_API_V4_URL": self.url,
                "CI_PROJECT_ID": "3", "CI_MERGE_REQUEST_IID": "9"}
        done = self.run_step("\n".join(job["script"]), more)
        after = self.run_step("\n".join(job["after_script"]), more)  # runs whatever the script came to
        self.assertEqual(after.returncode, 0, after.stderr)
        for name in (*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]):
            self.assertTrue((self.repository / name).exists(), name)
        return done

    def test_a_change_that_breaks_someone_is_refused_with_one_note_that_is_kept_up_to_date(self):
        self.drop_email("1.1.0")
        done = self.run_pipeline()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("publish as 2.0.0", done.stdout)
        self.assertIn("2.0.0", self.service.kept[0]["body"])
        self.write("contracts/a.yaml", contract("a", "1.1.0", ["id", "email", "x"]))
        self.commit("add x instead")
        self.assertEqual(self.run_pipeline().returncode, 0)
        self.assertEqual([c["body"] for c in self.service.kept], [(self.repository / "trama.md").read_text()])
        self.assertEqual(self.service.calls[-1], ("PUT", "/projects/3/merge_requests/9/notes/100"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
