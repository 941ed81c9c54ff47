"""The command line: ``python -m dashboard COMMAND``.

Commands are imported when they are asked for: showing the page needs none of the
libraries that make the tables, and whoever lacks one of those is told what to install.
"""

from __future__ import annotations

import io
import sys
from difflib import get_close_matches
from importlib import import_module

import click

from dashboard.problems import DataError

# Name on the command line: module and the click command in it.
COMMANDS = {
    "export": ("dashboard.export.command", "command"),
    "build": ("dashboard.ingest.build", "command"),
    "check": ("dashboard.ingest.check", "command"),
    "geocode": ("dashboard.ingest.geocode_command", "geocode"),
    "import": ("dashboard.intake.command", "command"),
    "messages": ("dashboard.messages", "command"),
}


# What a shell tells of a program that was ended by Ctrl-C: 128 and the signal's number.
INTERRUPTED = 130


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        if cmd_name not in COMMANDS:
            near = get_close_matches(cmd_name, COMMANDS, n=1)
            meant = f"Did you mean {near[0]}?" if near else f"There are {', '.join(COMMANDS)}."
            ctx.fail(f"There is no command {cmd_name!r}. {meant}")
        module, name = COMMANDS[cmd_name]
        try:
            command: click.Command = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.split(".")[0] == "dashboard":
                raise
            return _lacking(cmd_name, error.name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted: nothing that was begun is left behind", err=True)
            ctx.exit(INTERRUPTED)


def _lacking(name: str, library: str) -> click.Command:
    """A command that says which library is missing, whatever it is given."""

    def tell() -> None:
        raise click.ClickException(
            f"{name} needs the library {library}, which is not installed.\n"
            "Install what makes the tables: pip install 'locality-dashboard[ingest]' "
            "(in a checkout: pip install -e '.[ingest]')"
        )

    return click.Command(
        name,
        callback=tell,
        help=f"Needs the library {library}: pip install 'locality-dashboard[ingest]'",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Make and check the tables that the dashboard shows, and write files of what they hold.

    The page itself is shown by: streamlit run dashboard/app.py
    """


def run() -> None:
    """Run the command line; what is wrong with data or disk is told without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter of a place name shows its code instead.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        main(prog_name="python -m dashboard")
    except DataError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        count = len(error.problems)
        click.echo(f"{count} problem{'s' * (count != 1)}; nothing was changed", err=True)
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}; nothing was changed", err=True)
        sys.exit(2)


if __name__ == "__main__":
    run()
