"""The wheel: installed alone, outside the checkout, it has all that it needs."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from kg import __version__

ROOT = Path(__file__).parent.parent
SEED = "000_4ff5dbc356dcc663.txt"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of a new environment that holds the wheel, and borrows its dependencies."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    programs = folder / "bin"
    install = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    # A folder named in a .pth file comes last, and .pth files in it (an editable install) are not read.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return programs


def run(program: Path, *words: str, cwd: Path) -> str:
    done = subprocess.run([str(program), *words], cwd=cwd, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_data_and_licence_and_no_training(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "kg/_shipped/ontology/arms.ttl",
        "kg/_shipped/queries/transfers.rq",
        f"kg/_shipped/seeds/{SEED}",
        "kg/evaluate/gold/seed.json",
        "kg/language/weights/meta.json",
        "kg/py.typed",
        "kg/web/templates/",
    ):
        assert any(name.startswith(part) for name in names), part
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "training" in name or name.startswith("tests")]


def test_the_program_is_that_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import kg, kg.settings; print(kg.__file__, kg.settings.shipped('queries'))"
    for path in run(installed / "python", "-P", "-c", code, cwd=tmp_path).split():
        assert Path(path).is_relative_to(installed.parent)


def test_the_installed_program_tells_its_versions_and_reports(installed: Path, tmp_path: Path) -> None:
    versions = run(installed / "kg", "--version", cwd=tmp_path)
    assert f"kg {__version__}\n" in versions
    assert "pipeline" in versions
    assert "transfers" in run(installed / "kg", "list", "reports", cwd=tmp_path)


def test_spacy_loads_the_folder_of_the_installed_weights(installed: Path, tmp_path: Path) -> None:
    (folder,) = installed.parent.glob("lib/python*/site-packages/kg/language/weights")
    code = f"import spacy; print([token.dep_ for token in spacy.load({str(folder)!r})('Peru bought tanks.')])"
    assert "'nsubj', 'ROOT', 'obj'" in run(installed / "python", "-P", "-c", code, cwd=tmp_path)


def test_the_installed_program_reads_the_seed_that_it_carries(installed: Path, tmp_path: Path) -> None:
    (seeds,) = installed.parent.glob("lib/python*/site-packages/kg/_shipped/seeds")
    lines = run(installed / "kg", "extract", str(seeds), "--format", "jsonl", cwd=tmp_path)
    assert SEED in lines
    assert "14 traps: 0 taken" in run(installed / "kg", "evaluate", "--seed", cwd=tmp_path)
    run(installed / "kg", "run", str(seeds), "--no-serve", cwd=tmp_path)
    assert (tmp_path / "arms-kg.ttl").stat().st_size > 0
    assert "Venezuela" in run(installed / "kg", "report", "transfers", "--format", "csv", cwd=tmp_path)
