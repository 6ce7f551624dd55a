"""`make wheelhouse`: build/wheelhouse/, the program with every wheel it needs, to install without a network on Linux and Windows x86_64.

pip chooses wheels for another system, but decides by the machine it runs on which packages that system needs ("colorama on Windows only").
So the conditions of every wheel are read again for each system and each Python, and what pip left out is fetched until nothing is lacking.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "build" / "wheelhouse"
PYTHONS = ("3.11", "3.12", "3.13")
PROGRAM = (".streamlit", "app.py", "data/budget", "data/fonts", "data/forms", "data/icon.svg", "data/sample", "pages", "pyproject.toml", "queries",
           "requirements.txt", "scorecard")
"""What runs; the image holds the same."""
BESIDE = (".dockerignore", "CHANGELOG.md", "README.md", "deploy", "docs", "requirements-postgres.txt")
ROUNDS = 10

# glibc 2.28 is that of Kylin V10, UOS 20 and openEuler 20.03; wheels for anything older run there too.
LINUX = (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64")
SYSTEMS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "linux": (LINUX, {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"}),
    "windows": (("win_amd64",), {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}),
}


@dataclass(frozen=True)
class Target:
    """One system with one Python."""

    system: str
    python: str

    @property
    def platforms(self) -> tuple[str, ...]:
        """The wheel tags of the system, best first."""
        return SYSTEMS[self.system][0]

    @property
    def tags(self) -> frozenset[Tag]:
        """Every tag of a wheel that installs there."""
        version = tuple(int(part) for part in self.python.split("."))
        own = f"cp{version[0]}{version[1]}"
        return frozenset([*cpython_tags(version, [own], self.platforms), *compatible_tags(version, own, self.platforms)])

    @property
    def environments(self) -> list[dict[str, str]]:
        """What conditions are held against: the first and the last release of that Python."""
        common = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "platform_release": "", "platform_version": ""}
        return [{**common, **SYSTEMS[self.system][1], "python_version": self.python, "python_full_version": full, "implementation_version": full}
                for full in (f"{self.python}.0", f"{self.python}.99")]


TARGETS = tuple(Target(system, python) for system in SYSTEMS for python in PYTHONS)


@dataclass(frozen=True)
class Wheel:
    """A wheel in the folder: where it installs, what it requires."""

    name: str
    version: Version
    tags: frozenset[Tag]
    requires: tuple[Requirement, ...]


def fetching(target: Target, into: Path, wanted: Sequence[str]) -> list[str]:
    """The pip command that fetches what is wanted for a target; wanted: its last arguments."""
    platforms = [option for platform in target.platforms for option in ("--platform", platform)]
    return [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", str(into), "--only-binary=:all:",
            "--implementation", "cp", "--python-version", target.python, *platforms, *wanted]


def plan(into: Path, requirements: Path, targets: Sequence[Target] = TARGETS) -> list[list[str]]:
    """One pip command for each target."""
    return [fetching(target, into, ["-r", str(requirements)]) for target in targets]


def read_requirements(text: str) -> list[Requirement]:
    """The lines of requirements.txt."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line]


def lacking(requirements: Iterable[Requirement], wheels: Sequence[Wheel], target: Target) -> list[str]:
    """What a target needs, directly or for something else, and no wheel gives."""
    left, seen, found = [(requirement, frozenset[str]()) for requirement in requirements], set(), []
    while left:
        requirement, extras = left.pop()
        if (requirement, extras) in seen or not _needed(requirement, extras, target):
            continue
        seen.add((requirement, extras))
        name = canonicalize_name(requirement.name)
        fitting = [wheel for wheel in wheels
                   if wheel.name == name and requirement.specifier.contains(wheel.version, prereleases=True) and wheel.tags & target.tags]
        if fitting:
            best = max(fitting, key=lambda wheel: wheel.version)
            left += [(further, frozenset(requirement.extras)) for further in best.requires]
        else:
            found.append(f"{requirement.name}{'[' + ','.join(sorted(requirement.extras)) + ']' if requirement.extras else ''}{requirement.specifier}")
    return sorted(set(found))


def _needed(requirement: Requirement, extras: frozenset[str], target: Target) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate(environment | {"extra": extra}) for environment in target.environments for extra in (extras or {""}))


def read_wheels(folder: Path) -> list[Wheel]:
    """The wheels of a folder."""
    return [_read_wheel(path) for path in sorted(folder.glob("*.whl"))]


def _read_wheel(path: Path) -> Wheel:
    name, version, _, tags = parse_wheel_filename(path.name)
    with ZipFile(path) as content:
        (metadata,) = (member for member in content.namelist() if member.count("/") == 1 and member.endswith(".dist-info/METADATA"))
        said = Parser().parsestr(content.read(metadata).decode("utf-8"), headersonly=True)
    return Wheel(name, version, tags, tuple(Requirement(line) for line in said.get_all("Requires-Dist", [])))


def fetch(into: Path, required: Path) -> None:
    """Every wheel for every target; CalledProcessError where a package has none."""
    requirements = read_requirements(required.read_text(encoding="utf-8"))
    into.mkdir()
    for target, command in zip(TARGETS, plan(into, required), strict=True):
        print(f"{target.system}, Python {target.python}", flush=True)
        subprocess.run(command, check=True)
    for _ in range(ROUNDS):
        wheels = read_wheels(into)
        short = {target: wanted for target in TARGETS if (wanted := lacking(requirements, wheels, target))}
        if not short:
            return
        for target, wanted in short.items():
            print(f"{target.system}, Python {target.python}, left out by pip: {', '.join(wanted)}", flush=True)
            subprocess.run(fetching(target, into, ["--no-deps", *wanted]), check=True)
    sys.exit(f"still lacking after {ROUNDS} rounds: {short}")


def copy_program(into: Path) -> None:
    """The program without tests, stores and what is made while it runs; the two installers on top."""
    for part in (*PROGRAM, *BESIDE):
        (into / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, into / part, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(ROOT / part, into / part)
    shutil.copy2(ROOT / "deploy" / "install.sh", into)
    shutil.copy2(ROOT / "deploy" / "windows" / "install.bat", into)


def sums(folder: Path) -> Iterator[str]:
    """A line for `sha256sum -c` for every file."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"


def main() -> None:
    """Build the folder anew; what was there stays until the new one is complete."""
    part = HOUSE.with_name("wheelhouse.part")
    shutil.rmtree(part, ignore_errors=True)
    copy_program(part)
    fetch(part / "wheels", part / "requirements.txt")
    (part / "SHA256SUMS").write_text("".join(sums(part)), encoding="utf-8", newline="\n")
    shutil.rmtree(HOUSE, ignore_errors=True)
    part.rename(HOUSE)
    files = list((HOUSE / "wheels").iterdir())
    print(f"{HOUSE.relative_to(ROOT)}: {len(files)} wheels, {sum(file.stat().st_size for file in files) >> 20} MB")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
