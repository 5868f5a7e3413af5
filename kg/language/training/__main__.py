"""The one command that makes the shipped weights: prepare, train both networks, join them, measure, write the card.

Example:
    python -m kg.language.training --data DATA --work /tmp/training
"""

import logging
from pathlib import Path

import click

from kg.language import weights
from kg.language.training.assemble import assemble
from kg.language.training.card import write_card
from kg.language.training.prepare import prepare

__all__ = ["main"]

_HERE = Path(__file__).resolve().parent


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
              help="Folder with treebanks/ and ner/.")
@click.option("--work", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="Folder for training sets and checkpoints; a network that is already there is not trained again.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=weights,
              show_default="kg/language/weights", help="Where the joined pipeline goes.")
def main(data: Path, work: Path, output: Path) -> None:
    r"""Train the shipped English pipeline: about 45 minutes on one core.

    \b
    Example:
      python -m kg.language.training --data DATA --work /tmp/training
    """
    logging.basicConfig(level=logging.INFO)
    prepare(data, work)
    for network in ("parser", "names"):
        _train(network, work)
    assemble(work / "parser" / "model-best", work / "names" / "model-best", output)
    write_card(output, data)
    click.echo(f"wrote {output}")


def _train(network: str, work: Path) -> None:
    from spacy.cli.train import train

    if (work / network / "model-last").is_dir():
        click.echo(f"{work / network} is there already; delete it to train again")
        return
    paths = {"paths.train": str(work / f"{network}-train.spacy"), "paths.dev": str(work / f"{network}-dev.spacy")}
    train(_HERE / f"{network}.cfg", work / network, overrides=paths)


if __name__ == "__main__":
    main()
