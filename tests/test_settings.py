"""The settings: option over environment over default, and messages that say what is accepted."""

import os
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.settings import SETTINGS, Setting, Settings, shipped

ACCEPTED = {
    "store": ("a/b", Path("a/b")),
    "base": ("https://example.net/kg#", "https://example.net/kg#"),
    "gazetteer": (f"a.ttl{os.pathsep}b.ttl", (Path("a.ttl"), Path("b.ttl"))),
    "pipeline": ("en_core_web_ud", "en_core_web_ud"),
    "processes": ("4", 4),
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("0", 0),
    "timeout": ("0.5", 0.5),
    "query-memory": ("64", 64),
    "max-rows": ("10", 10),
    "max-bytes": ("1000", 1000),
    "workers": ("4", 4),
    "waiting": ("8", 8),
    "cache": ("0", 0),
    "in-memory": ("1000", 1000),
    "log-queries": ("yes", True),
    "union-graph": ("No", False),
    "services": (
        "https://a.example/sparql http://b.example:81/q",
        frozenset({"https://a.example/sparql", "http://b.example:81/q"}),
    ),
    "load-from": ("https://a.example/ http://b.example:81", frozenset({"https://a.example", "http://b.example:81"})),
    "updates": ("on", True),
    "token": ("s3cret", "s3cret"),
}
REFUSED = [
    ("base", "example.net/kg#"),
    ("base", "https://example.net/kg"),
    ("processes", "0"),
    ("processes", "two"),
    ("port", "65536"),
    ("port", "-1"),
    ("port", "http"),
    ("timeout", "0"),
    ("timeout", "nan"),
    ("timeout", "inf"),
    ("timeout", "-3"),
    ("query-memory", "0"),
    ("max-rows", "1.5"),
    ("max-bytes", "0"),
    ("workers", "0"),
    ("waiting", "many"),
    ("cache", "-1"),
    ("in-memory", "all"),
    ("log-queries", "some"),
    ("union-graph", "maybe"),
    ("services", "a.example/sparql"),
    ("services", "https://a.example/ file:///etc/passwd"),
    ("services", "http://me:secret@a.example/"),
    ("load-from", "a.example"),
    ("load-from", "https://a.example/data"),
    ("load-from", "file://a.example"),
    ("load-from", "http://me:secret@a.example"),
    ("updates", "perhaps"),
]
BY_NAME = {setting.name: setting for setting in SETTINGS}


def test_the_cases_here_cover_every_setting() -> None:
    assert list(ACCEPTED) == [setting.name for setting in SETTINGS]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_read_from_option_environment_and_default_in_this_order(
    setting: Setting,
) -> None:
    typed, value = ACCEPTED[setting.name]
    default = setting.read(setting.default)
    assert getattr(Settings.read({}, {}), setting.field) == default
    assert getattr(Settings.read({}, {setting.variable: typed}), setting.field) == value
    assert getattr(Settings.read({setting.name: typed}, {setting.variable: setting.default}), setting.field) == value
    assert getattr(Settings.read({setting.name: None}, {setting.variable: typed}), setting.field) == value


@pytest.mark.parametrize(("name", "typed"), REFUSED)
def test_a_value_that_is_not_accepted_is_named_with_where_it_came_from(name: str, typed: str) -> None:
    setting = BY_NAME[name]
    with pytest.raises(UsageError) as from_option:
        Settings.read({name: typed}, {})
    assert str(from_option.value) == f"--{name} is {typed!r}, but accepts {setting.accepts}"
    with pytest.raises(UsageError, match=f"^{setting.variable} is "):
        Settings.read({}, {setting.variable: typed})


def test_a_secret_is_not_repeated_where_it_is_refused() -> None:
    with pytest.raises(UsageError, match="--token is not accepted, but accepts a word without spaces") as error:
        Settings.read({"token": "my secret"}, {})
    assert "my secret" not in str(error.value)


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="no such setting: stores"):
        Settings.read({"stores": "x"}, {})


def test_the_environment_of_the_process_is_read_where_none_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_PORT", "1234")
    assert Settings.read().port == 1234


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_explains_itself_in_a_sentence(setting: Setting) -> None:
    assert setting.help.endswith(".")
    assert setting.accepts
    assert setting.variable == "KG_" + setting.name.upper().replace("-", "_")


@pytest.mark.parametrize("folder", ["ontology", "queries", "seeds"])
def test_shipped_data_is_there(folder: str) -> None:
    assert any(shipped(folder).iterdir())
