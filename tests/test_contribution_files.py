"""The files for contributors: hooks, action, workflows, issue forms, CONTRIBUTING."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from sino_pak_data.add.forms import NEW_SOURCE, from_issue
from sino_pak_data.cli import main
from tests.conftest import ROOT, real_package


def loaded(folder: str) -> dict[str, Any]:
    """The YAML files of a folder by name."""
    return {path.stem: yaml.safe_load(path.read_text()) for path in sorted((ROOT / folder).glob("*.yml"))}


HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
ACTION = loaded(".")["action"]
WORKFLOWS = loaded(".github/workflows")
FORMS = {name: form for name, form in loaded(".github/ISSUE_TEMPLATE").items() if name != "config"}
TABLES = {"event": "events", "agreement": "agreements", "correction": "discrepancies", "source": "sources"}
OFFICIAL = {"checkout", "setup-python", "upload-artifact", "download-artifact", "github-script"}
BY_ANYBODY = {"pull_request", "workflow_run", "issues"}
"""Events that a person without rights here can cause."""


def steps(workflow: str) -> Iterator[dict[str, Any]]:
    found = [ACTION["runs"]] if workflow == "action" else WORKFLOWS[workflow]["jobs"].values()
    return (step for job in found for step in job["steps"])


def causes(workflow: str) -> set[str]:
    """The events that start a workflow. YAML 1.1 reads the key `on` as true."""
    events = WORKFLOWS[workflow][True]
    return {events} if isinstance(events, str) else set(events)


OPEN = [name for name in WORKFLOWS if causes(name) & BY_ANYBODY]


def questions(form: str) -> list[dict[str, Any]]:
    return [item for item in FORMS[form]["body"] if item["type"] != "markdown"]


# Hooks


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_on_tables_and_schemas_and_fails_on_damage_only(
    hook: dict[str, Any], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    changed = ("tables/events.csv", "schemas/events.json", "schemas/codes/domain.json", "README.md")
    assert [bool(re.search(hook["files"], name)) for name in changed] == [True, True, True, False]
    assert hook["always_run"], "pre-commit does not see that a table was deleted"
    monkeypatch.chdir(base)
    program, *words = shlex.split(hook["entry"])
    assert program == "sino-pak-data"
    assert CliRunner().invoke(main, words).exit_code == 0
    with (base / "tables" / "events.csv").open("a") as table:
        table.write("half a row\n")
    assert CliRunner().invoke(main, words).exit_code == 1


# Workflows and action


@pytest.mark.parametrize("workflow", [*OPEN, "action"])
def test_only_official_actions_are_used_and_no_text_of_others_enters_a_command(workflow: str) -> None:
    for step in steps(workflow):
        if "uses" in step:
            owner, _, name = step["uses"].partition("/")
            assert owner == "actions"
            assert name.partition("@")[0] in OFFICIAL
        assert "${{" not in step.get("run", "")
        assert "${{" not in step.get("with", {}).get("script", "")


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_rights_of_a_workflow_are_pinned_and_reading_only_until_a_job_asks_for_more(workflow: str) -> None:
    assert set(WORKFLOWS[workflow]["permissions"].values()) <= {"read"}
    assert "pull_request_target" not in causes(workflow)


@pytest.mark.parametrize("workflow", OPEN)
def test_a_job_that_may_write_runs_nothing_that_others_wrote(workflow: str) -> None:
    granted = [job.get("permissions", {}) for job in WORKFLOWS[workflow]["jobs"].values()]
    writes = {name for one in granted for name, right in one.items() if right == "write"}
    assert writes <= {"pull-requests", "issues"}
    if "pull_request" in causes(workflow):
        assert writes == set()
    if "workflow_run" in causes(workflow):
        assert not any("checkout" in step.get("uses", "") or "run" in step for step in steps(workflow))


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_checkout_leaves_no_token_behind(workflow: str) -> None:
    for step in steps(workflow):
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_every_action_is_pinned_by_its_commit_and_the_same_everywhere() -> None:
    used: dict[str, set[str]] = {}
    for path in [ROOT / "action.yml", *(ROOT / ".github" / "workflows").glob("*.yml")]:
        for name, pin in re.findall(r"uses: ([^@\s]+)@(.*)", path.read_text(encoding="utf-8")):
            used.setdefault(name, set()).add(pin)
    assert all(re.fullmatch(r"[0-9a-f]{40} # v\d+\.\d+\.\d+", pin) for pins in used.values() for pin in pins), used
    assert {name for name, pins in used.items() if len(pins) > 1} == set()


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_job_ends_by_itself_and_no_failure_is_swallowed_by_a_test(workflow: str) -> None:
    assert all(job["timeout-minutes"] <= 120 for job in WORKFLOWS[workflow]["jobs"].values())
    for step in steps(workflow):  # of `test -z "$(command)"` bash sees the empty output, not that the command failed
        assert re.search(r"(test|\[) [^;|&\n]*\$\(", step.get("run", "")) is None


def options(verb: str) -> dict[str, Any]:
    """The options of a command, by each of their names."""
    command = main.get_command(None, verb)  # type: ignore[arg-type]
    assert command is not None, verb
    return {name: option for option in command.params for name in option.opts}


def test_every_verb_and_format_of_the_workflows_exists() -> None:
    runs = [step.get("run", "") for workflow in [*WORKFLOWS, "action"] for step in steps(workflow)]
    called = [words for run in runs for words in re.findall(r"^\s*sino-pak-data (.+)$", run, re.MULTILINE)]
    assert len(called) >= 5
    for words in called:
        verb, *rest = shlex.split(re.split(r" [>|]", words)[0])
        for option, value in zip(rest, [*rest[1:], ""], strict=True):
            if option.startswith("--") and option != "--":
                choices = getattr(options(verb)[option].type, "choices", None)
                assert choices is None or value in choices or value == "$FORM"


def test_contributing_names_verbs_options_sections_and_files_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for verb, rest in re.findall(r"(?:^ {4}|`)sino-pak-data (\w+)([^`\n]*)", text, re.MULTILINE):
        assert set(re.findall(r"--[a-z-]+", rest)) <= set(options(verb))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    sections = {re.sub(r"[^a-z -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= sections
    named = re.findall(r"`((?:docs|schemas|sino_pak_data|tables|tests)/[\w./]*)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_page_of_the_architecture_counts_the_lines_of_each_room_and_names_files_that_exist() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = {room: int(lines) for room, lines in re.findall(r"^\| `(\w+)` \| (\d+) \|", page, re.MULTILINE)}
    rooms = {path.parent for path in (ROOT / "sino_pak_data").glob("*/__init__.py")}
    counted = {
        room.name: sum(len(path.read_text(encoding="utf-8").splitlines()) for path in room.rglob("*.py"))
        for room in rooms
    }
    assert listed == {room: pytest.approx(lines, rel=0.15) for room, lines in counted.items()}
    steps_of_a_row = re.findall(r"^\| \d+ \w+ \| `([^`]+)`", page, re.MULTILINE)
    assert len(steps_of_a_row) <= 12
    assert [path for path in steps_of_a_row if not (ROOT / "sino_pak_data" / path).is_file()] == []


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("Install", {"VERSION": "1; touch pwned"}), ("Install", {"VERSION": "$(touch pwned)"}),
        ("Check", {"DATA": "x; touch pwned"}), ("Check", {"DATA": "../other"}),
    ],
)  # fmt: skip
def test_the_action_takes_no_commands_for_inputs(step: str, given: dict[str, str], tmp_path: Path) -> None:
    done = bash(step, tmp_path, given)
    assert done.returncode == 2
    assert done.stdout.startswith("::error::")
    assert list(tmp_path.iterdir()) == []


def bash(step: str, folder: Path, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as a runner does."""
    (run,) = [one["run"] for one in ACTION["runs"]["steps"] if one.get("name") == step]
    return subprocess.run(["bash", "-eo", "pipefail", "-c", run], cwd=folder, env=given, capture_output=True, text=True)


def act(folder: Path, data: str) -> subprocess.CompletedProcess[str]:
    """What the action's check does with the dataset `data` in a folder."""
    program = folder / "sino-pak-data"
    program.write_text(f'#!/bin/sh\nverb=$1; shift\nexec "{sys.executable}" -m sino_pak_data "$verb" "$@"\n')
    program.chmod(0o755)
    given = {
        "DATA": data, "FORM": "github", "GITHUB_STEP_SUMMARY": str(folder / "summary"), "PYTHONPATH": str(ROOT),
        "RUNNER_TEMP": str(folder), "PATH": f"{folder}:{os.environ['PATH']}",
    }  # fmt: skip
    return bash("Check", folder, given)


def test_the_action_annotates_the_lines_of_a_dataset_in_a_folder_and_writes_the_summary(
    base: Path, tmp_path: Path
) -> None:
    events = base / "tables" / "events.csv"
    events.write_text(events.read_text().replace(",signing,", ",signin,", 1))
    done = act(tmp_path, f"./{base.name}")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(f"::error file={base.name}/tables/events.csv,line=2,")
    assert "unknown-code" in (tmp_path / "summary").read_text()


def test_the_action_does_not_call_a_folder_good_that_holds_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = act(tmp_path, "empty")
    assert done.returncode != 0
    assert "no datapackage.json" in done.stderr
    assert not (tmp_path / "summary").exists()


@pytest.mark.parametrize("name", ["my data", "données", "v1..2", "a, b:c"])
def test_the_action_checks_a_folder_whatever_its_name(name: str, base: Path, tmp_path: Path) -> None:
    events = base / "tables" / "events.csv"
    events.write_text(events.read_text().replace(",signing,", ",signin,", 1))
    base.rename(tmp_path / name)
    done = act(tmp_path, name)
    (tmp_path / name).rename(base)
    assert done.returncode == 1, done.stderr
    folder = name.replace(":", "%3A").replace(",", "%2C")
    assert done.stdout.startswith(f"::error file={folder}/tables/events.csv,line=2,")


@pytest.mark.parametrize("status", [0, 1, 70, 137])
def test_the_summary_of_the_action_never_calls_good_what_was_not_checked(status: int, tmp_path: Path) -> None:
    (tmp_path / "sino-pak-data").write_text(f"#!/bin/sh\necho killed >&2\nexit {status}\n")
    (tmp_path / "sino-pak-data").chmod(0o755)
    summary = tmp_path / "summary"
    given = {
        "DATA": ".", "FORM": "github", "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(tmp_path),
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }  # fmt: skip
    assert bash("Check", tmp_path, given).returncode == 70
    assert summary.read_text().startswith(f"**The check did not finish** (exit status {status})\n\n    killed")


RUNNER = """
const fs = require('fs'); const calls = []; let failed = ''
const comments = JSON.parse(process.env.COMMENTS)
const context = { repo: { owner: 'o', repo: 'r' }, issue: { number: 7 }, payload: { workflow_run: { head_sha: 'abc' } } }
const core = { setFailed: (text) => { failed = text }, notice: (text) => { failed = text } }
const issues = {
  listComments: 'list', createComment: (c) => calls.push(['create', c]), updateComment: (c) => calls.push(['update', c]),
}
const pulls = { get: async ({ pull_number }) => ({ data: { number: pull_number, head: { sha: pull_number === 7 ? 'abc' : 'other' } } }) }
const github = { rest: { issues, pulls }, paginate: async () => comments }
;(async () => { SCRIPT })().then(() => console.log(JSON.stringify({ calls, failed })))
"""


def comment(folder: Path, number: str, check: str = "fine", existing: list[dict[str, Any]] | None = None) -> Any:
    """What the script of `comment.yml` does with such a report."""
    report = folder / "report"
    report.mkdir()
    for name, text in (("number", number), ("check.md", check), ("diff.md", "rows")):
        (report / name).write_text(text)
    (script,) = [step["with"]["script"] for step in steps("comment") if "script" in step["with"]]
    code = RUNNER.replace("SCRIPT", script.replace("const fs = require('fs')\n", ""))
    node = shutil.which("node")
    assert node
    done = subprocess.run([node, "-e", code], cwd=folder, env={"COMMENTS": json.dumps(existing or [])}, capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(done.stdout)


node_only = pytest.mark.skipif(shutil.which("node") is None, reason="the script of a workflow needs node")
OWN = {"id": 5, "user": {"login": "github-actions[bot]"}, "body": "<!-- sino-pak-data: report -->\nold"}
FOREIGN = {**OWN, "id": 4, "user": {"login": "somebody"}}


@node_only
def test_the_comment_is_made_once_and_then_kept_up_to_date(tmp_path: Path) -> None:
    ((way, made),) = comment(tmp_path, "7\n", existing=[FOREIGN])["calls"]
    assert (way, made["issue_number"]) == ("create", 7)
    (tmp_path / "again").mkdir()
    ((way, made),) = comment(tmp_path / "again", "7\n", existing=[FOREIGN, OWN])["calls"]
    assert (way, made["comment_id"]) == ("update", 5)


@node_only
@pytest.mark.parametrize("number", ["8", "7; x", "../7", "", "0", "9" * 12])
def test_a_report_that_names_another_pull_request_is_not_posted(number: str, tmp_path: Path) -> None:
    posted = comment(tmp_path, number)
    assert posted["calls"] == []
    assert posted["failed"]


@node_only
def test_a_report_is_bounded_and_names_nobody(tmp_path: Path) -> None:
    ((_, made),) = comment(tmp_path, "7", check="@everybody <!-- " + "x" * 100_000)["calls"]
    assert len(made["body"]) < 65_536
    assert "@everybody" not in made["body"]
    assert made["body"].count("<!--") == 1


# Forms


@pytest.mark.parametrize("form", FORMS)
def test_the_questions_of_a_form_are_columns_of_its_table_once_each_and_ask_for_what_is_required(form: str) -> None:
    titles = {field.title: field for field in real_package()[TABLES[form]].schema.fields}
    works = {NEW_SOURCE + field.title: field for field in real_package()["sources"].schema.fields}
    asked = questions(form)
    for question in asked:
        attributes = question["attributes"]
        field = (titles | works)[attributes["label"]]
        assert attributes["description"]
        assert (question["type"] == "dropdown") == bool(field.codes)
        assert attributes.get("options", []) == [code.label for code in field.codes]
    assert len({q["attributes"]["label"] for q in asked}) == len({q["id"] for q in asked}) == len(asked)
    left_to_reviewers = {"Identifier", "Balancing", "Confidence", "Redistribution", "Status", "Source", "Sources"}
    needed = {title for title, field in titles.items() if field.required}
    demanded = {q["attributes"]["label"] for q in asked if q.get("validations", {}).get("required")}
    assert needed - left_to_reviewers <= demanded <= needed


@pytest.mark.parametrize("form", FORMS)
def test_a_form_filled_with_its_own_examples_is_read_as_its_table(form: str) -> None:
    asked = [question["attributes"] for question in questions(form)]
    answers = [one.get("options", [one.get("placeholder", "_No response_")])[0] for one in asked]
    text = "\n\n".join(f"### {one['label']}\n\n{answer}" for one, answer in zip(asked, answers, strict=True))
    *_, row = from_issue(text, real_package())
    assert row.table == TABLES[form]
    assert set(FORMS) == set(TABLES)
