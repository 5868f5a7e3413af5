"""The one command that makes the second reader's weights from the passages.

Example:
    python -m kg.training
"""

import logging
from pathlib import Path

import click

from kg.evaluate import read_passages
from kg.extraction.opinion.reader import weights
from kg.language import weights as pipeline_weights
from kg.language.network.parameters import read, write_arrays
from kg.language.network.wordpiece import WordPieces
from kg.resources import Resources
from kg.settings import Settings
from kg.training.examples import examples
from kg.training.fit import fit
from kg.training.plan import Plan

__all__ = ["main"]

_PASSAGES = Path(__file__).parent / "passages"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("passages", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=weights,
              show_default="kg/extraction/opinion/weights", help="Where the weights go.")
@click.option("--seed", type=int, default=Plan().seed, show_default=True, help="Of everything random.")
def main(passages: tuple[Path, ...], output: Path, seed: int) -> None:
    r"""Train the second reader on PASSAGES (all of kg/training/passages): twenty minutes on one core.

    \b
    Example:
      python -m kg.training
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    files = list(passages) or sorted(_PASSAGES.glob("*.jsonl"))
    gold = [passage for file in files for passage in read_passages(file)]
    base = read(pipeline_weights() / "arms_network")
    made = list(examples(gold, Resources(Settings.read()).own_reader(), WordPieces(base.pieces)))
    click.echo(f"{len(gold)} passages, {len(made)} runs, {sum(len(one.targets) for one in made)} goods")
    write_arrays(fit(made, base, Plan(seed=seed)), output / "pairs.npz")
    click.echo(f"wrote {output / 'pairs.npz'}")


if __name__ == "__main__":
    main()
