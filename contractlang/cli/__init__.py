"""The command `infog`: arguments in, the workspace's answers out."""

from __future__ import annotations

import click

from contractlang.cli.agenda import agenda
from contractlang.cli.ask import ask
from contractlang.cli.bill import bill
from contractlang.cli.check import check
from contractlang.cli.diff import diff
from contractlang.cli.explain import explain
from contractlang.cli.fmt import fmt
from contractlang.cli.new import new
from contractlang.cli.packs import packs
from contractlang.cli.replay import replay
from contractlang.cli.show import show
from contractlang.cli.test import test
from contractlang.cli.tickets import tickets


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="contractlang", prog_name="infog")
def main() -> None:
    """Contract-as-code for IT outsourcing: check a contract before it is signed, ask it afterwards."""


main.add_command(agenda)
main.add_command(ask)
main.add_command(bill)
main.add_command(check)
main.add_command(diff)
main.add_command(explain)
main.add_command(fmt)
main.add_command(new)
main.add_command(packs)
main.add_command(replay)
main.add_command(show)
main.add_command(test)
main.add_command(tickets)
