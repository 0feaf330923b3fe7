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
from sino_pak_data.cli import VERBS, main
from sino_pak_data.reading.reader import open_package
from tests.conftest import ROOT

PACKAGE = open_package(ROOT)


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
def test_a_hook_runs_in_a_clone_and_finds_nothing_in_good_tables(
    hook: dict[str, Any], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(base)
    program, *words = shlex.split(hook["entry"])
    assert program == "sino-pak-data"
    assert CliRunner().invoke(main, words).exit_code == 0
    (base / "tables" / "events.csv").write_text((base / "tables" / "events.csv").read_text() + "half a row\n")
    assert CliRunner().invoke(main, words).exit_code == 1


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_looks_at_tables_and_schemas_and_takes_no_file_names(hook: dict[str, Any]) -> None:
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    for name in ("tables/events.csv", "schemas/events.json", "schemas/codes/domain.json"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "README.md")


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


def test_every_verb_and_format_of_the_workflows_exists() -> None:
    called = [
        words
        for workflow in [*WORKFLOWS, "action"]
        for step in steps(workflow)
        for words in re.findall(r"^\s*sino-pak-data (.+)$", step.get("run", ""), re.MULTILINE)
    ]
    assert len(called) >= 5
    for words in called:
        verb, *rest = shlex.split(re.split(r" [>|]", words)[0])
        command = main.get_command(None, verb)  # type: ignore[arg-type]
        assert command is not None
        options = {name: one for one in command.params for name in one.opts}
        for option, value in zip(rest, [*rest[1:], ""], strict=True):
            if option.startswith("--") and option != "--":
                choices = getattr(options[option].type, "choices", None)
                assert choices is None or value in choices or value == "$FORM"


def test_contributing_names_verbs_options_and_sections_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for verb, rest in re.findall(r"(?:^ {4}|`)sino-pak-data (\w+)([^`\n]*)", text, re.MULTILINE):
        assert verb in VERBS
        command = main.get_command(None, verb)  # type: ignore[arg-type]
        assert command is not None
        known = {option for one in command.params for option in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known
    sections = {re.sub(r"[^a-z -]", "", line.lower()).strip().replace(" ", "-") for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}  # fmt: skip
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= sections


@pytest.mark.parametrize(
    ("step", "given"),
    [("Install", {"VERSION": "1; touch pwned"}), ("Install", {"VERSION": "$(touch pwned)"}), ("Check", {"DATA": "x; touch pwned"}), ("Check", {"DATA": "../other"})],
)  # fmt: skip
def test_the_action_takes_no_commands_for_inputs(step: str, given: dict[str, str], tmp_path: Path) -> None:
    (run,) = [one["run"] for one in ACTION["runs"]["steps"] if one.get("name") == step]
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", run], cwd=tmp_path, env=given, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stdout.startswith("::error::")
    assert list(tmp_path.iterdir()) == []


def act(folder: Path, data: str) -> subprocess.CompletedProcess[str]:
    """What the action's check does with the dataset `data` in a folder."""
    program = folder / "sino-pak-data"
    program.write_text(f'#!/bin/sh\nverb=$1; shift\nexec "{sys.executable}" -m sino_pak_data "$verb" --fast "$@"\n')
    program.chmod(0o755)
    given = {
        "DATA": data, "FORM": "github", "GITHUB_STEP_SUMMARY": str(folder / "summary"), "PYTHONPATH": str(ROOT),
        "RUNNER_TEMP": str(folder), "PATH": f"{folder}:{os.environ['PATH']}",
    }  # fmt: skip
    (run,) = [one["run"] for one in ACTION["runs"]["steps"] if one.get("name") == "Check"]
    return subprocess.run(["bash", "-eo", "pipefail", "-c", run], cwd=folder, env=given, capture_output=True, text=True)


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
    told = comment(tmp_path, number)
    assert told["calls"] == []
    assert told["failed"]


@node_only
def test_a_report_is_bounded_and_names_nobody(tmp_path: Path) -> None:
    ((_, made),) = comment(tmp_path, "7", check="@everybody <!-- " + "x" * 100_000)["calls"]
    assert len(made["body"]) < 65_536
    assert "@everybody" not in made["body"]
    assert made["body"].count("<!--") == 1


# Forms


@pytest.mark.parametrize("form", FORMS)
def test_the_questions_of_a_form_are_titles_of_its_table(form: str) -> None:
    titles = {field.title: field for field in PACKAGE[TABLES[form]].schema.fields}
    works = {NEW_SOURCE + field.title: field for field in PACKAGE["sources"].schema.fields}
    for question in questions(form):
        said = question["attributes"]
        field = (titles | works)[said["label"]]
        assert said["description"]
        assert (question["type"] == "dropdown") == bool(field.codes)
        assert said.get("options", []) == [code.label for code in field.codes]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_each_question_once_and_asks_for_what_is_required(form: str) -> None:
    asked = questions(form)
    labels = [question["attributes"]["label"] for question in asked]
    assert len(set(labels)) == len(labels) == len({question["id"] for question in asked})
    left_to_reviewers = {"Identifier", "Balancing", "Confidence", "Redistribution", "Status", "Source", "Sources"}
    needed = {field.title for field in PACKAGE[TABLES[form]].schema.fields if field.required}
    demanded = {q["attributes"]["label"] for q in asked if q.get("validations", {}).get("required")}
    assert needed - left_to_reviewers <= demanded <= needed


@pytest.mark.parametrize("form", FORMS)
def test_a_form_filled_with_its_own_examples_is_read_as_its_table(form: str) -> None:
    filled = {
        q["attributes"]["label"]: q["attributes"].get("options", [q["attributes"].get("placeholder", "_No response_")])[
            0
        ]
        for q in questions(form)
    }
    text = "\n\n".join(f"### {label}\n\n{answer}" for label, answer in filled.items())
    *_, row = from_issue(text, PACKAGE)
    assert row.table == TABLES[form]
    assert set(FORMS) == set(TABLES)
