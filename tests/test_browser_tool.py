"""tools/browser.py: finds a Chromium, or installs Debian's as root, on a machine made of stand-ins."""

import os

import pytest

from tools import browser


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """`machine(apt=script)`: nothing on the PATH but an apt-get that writes down how it was called; its log."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    log = tmp_path / "log"

    def machine(apt):
        _script(tmp_path / "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {log}\n{apt}')
        return log

    return machine


def _script(path, text):
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n")
    path.chmod(0o755)


CHROMIUM = (
    'case "$*" in *install*) printf \'#!/bin/sh\\n%s\\n\' "{does}" > {at}/chromium; chmod +x {at}/chromium;; esac'
)


def test_a_fresh_machine_gets_its_lists_then_chromium_and_is_asked_nothing(machine, tmp_path, capsys):
    log = machine(CHROMIUM.format(does="echo Chromium 1", at=tmp_path))
    assert browser.main() == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "chromium")
    update, install = log.read_text().splitlines()
    assert update.startswith("noninteractive ") and update.endswith(" update")
    assert " install -y " in install and " chromium" in install
    log.unlink()
    assert browser.main() == 0 and not log.exists()  # found, nothing to install


def test_lists_that_cannot_be_had_are_told_and_older_ones_do(machine, tmp_path, capsys):
    machine('case "$*" in *update) echo "no network" >&2; exit 100;; esac\n' + CHROMIUM.format(does=":", at=tmp_path))
    assert browser.main() == 0
    told = capsys.readouterr()
    assert "no network" in told.err and told.out.strip() == str(tmp_path / "chromium")


@pytest.mark.parametrize(
    "apt",
    [
        'echo "E: Unable to locate package chromium" >&2; exit 100',
        CHROMIUM.replace("{does}", "echo no snap >&2; exit 1"),
    ],
    ids=["no package", "a package that only starts a snap"],
)
def test_where_it_cannot_be_installed_it_says_how_and_ci_fails(machine, tmp_path, capsys, monkeypatch, apt):
    machine(apt.replace("{at}", str(tmp_path)))
    assert browser.install() is None
    assert "Unable to locate" in (err := capsys.readouterr().err) or "no snap" in err
    assert browser.main() == 0
    assert capsys.readouterr().err.strip().endswith(browser.HOW)
    monkeypatch.setenv("CI", "true")
    assert browser.main() == 1


def test_the_chromium_variable_says_which_and_no_other_is_installed(machine, tmp_path, monkeypatch):
    log = machine("exit 0")
    _script(tmp_path / "mine", "echo Chromium 1")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "mine"))
    assert browser.find() == str(tmp_path / "mine")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "missing"))
    assert browser.main() == 0 and not log.exists()


def test_who_is_not_root_is_told_and_nothing_is_run(machine, capsys, monkeypatch):
    log = machine("exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert browser.main() == 0
    assert capsys.readouterr().err.strip() == browser.HOW
    assert not log.exists()
