"""The `portico` command: the demo, Django's commands, synthetic networks, benchmarks, the doctor."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from portico.launch import environment
from portico.launch.binaries import LaunchError

# What a database of our own needs before anything is put in it.
PREPARE = (["manage", "migrate", "--verbosity=0"], ["manage", "load_reference", "--verbosity=0"])


def main(arguments: list[str] | None = None) -> None:
    """Entry point; exits with the command's code, and with 1 and a sentence when the launch fails."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        # Django reads its own options: argparse would keep some for itself.
        if given[:1] == ["manage"]:
            manage(given[1:])
            return
        chosen = _parser().parse_args(given)
        sys.exit(chosen.run(chosen))
    except LaunchError as error:
        sys.exit(f"portico: {error}")


def manage(arguments: list[str]) -> None:
    """Runs a Django command on the installation's database, as the role the command needs."""
    command = arguments[0] if arguments else "help"
    if command in environment.OFFLINE_COMMANDS or command.startswith("-"):
        environment.export_offline()
    else:
        environment.export("owner" if command in environment.OWNER_COMMANDS else "web")
    if command == "dbshell":
        from portico.launch.binaries import find_binaries

        # The embedded server brings its own psql.
        os.environ["PATH"] = f"{os.environ.get('PATH', '')}:{find_binaries(None).folder}"
    from django.core.management import execute_from_command_line

    execute_from_command_line(["portico manage", *arguments])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portico", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    demo = commands.add_parser("demo", help="serve a demo network on this machine")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data-dir", type=Path, help="where the demo's database lives")
    demo.add_argument("--reset", action="store_true", help="start over: delete the demo's database first")
    demo.set_defaults(run=_demo)

    commands.add_parser("manage", help="run one of Django's commands on the same database")

    seed = commands.add_parser("seed", help="fill the database with a synthetic network")
    seed.add_argument("--scale", choices=["S", "M", "L"], required=True)
    seed.add_argument("--seed", type=int, default=1, help="the same number gives the same network")
    seed.set_defaults(run=_seed)

    bench = commands.add_parser("bench", help="run one benchmark, or all of them")
    bench.add_argument("name", help="its name, or `all`")
    bench.add_argument("--scale", choices=["S", "M", "L"], default="S")
    bench.add_argument("--json", action="store_true", help="one JSON object a line")
    bench.set_defaults(run=_bench)

    doctor = commands.add_parser("doctor", help="say what is wrong with this installation and how to mend it")
    doctor.set_defaults(run=_doctor)
    return parser


def _demo(chosen: argparse.Namespace) -> int:
    from portico.launch import demo

    if chosen.data_dir:
        os.environ["PORTICO_DATA_DIR"] = str(chosen.data_dir.expanduser().absolute())
    return demo.run(chosen.port, reset=chosen.reset)


def _seed(chosen: argparse.Namespace) -> int:
    if environment.uses_own_server():
        _steps(*PREPARE)
    return _delegate("seed", f"--scale={chosen.scale}", f"--seed={chosen.seed}")


def _bench(chosen: argparse.Namespace) -> int:
    # A network of its own for each scale, beside the one that is worked on.
    if environment.uses_own_server():
        os.environ["PORTICO_DATA_DIR"] = str(environment.data_folder() / f"bench-{chosen.scale}")
        mark = environment.data_folder() / "seeded"
        _steps(*PREPARE) if mark.exists() else _steps(["seed", f"--scale={chosen.scale}"])
        mark.touch()
    return _delegate("bench", chosen.name, f"--scale={chosen.scale}", *(["--json"] if chosen.json else []))


def _steps(*steps: list[str]) -> None:
    """Runs commands of ours apart, each in the role it needs; what they say goes to standard error."""
    for step in steps:
        if subprocess.run([sys.executable, "-m", "portico.cli", *step], stdout=sys.stderr, check=False).returncode:
            raise LaunchError(f"`portico {' '.join(step)}` did not succeed; the reason is above.")


def _doctor(_chosen: argparse.Namespace) -> int:
    from portico.launch import doctor

    return doctor.run()


def _delegate(*arguments: str) -> int:
    manage(list(arguments))
    return 0


if __name__ == "__main__":
    main()
