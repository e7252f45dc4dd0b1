"""Words that not everybody knows, and what they mean: shown at a word that is pointed at."""

from html import escape
from types import MappingProxyType
from typing import Final

# In plain words, one to three sentences each: for a page's text, and for a widget's ``help``.
TERMS: Final = MappingProxyType(
    {
        "accuracy": "The share of digits that the network reads right.",
        "AUROC": (
            "How well “not a digit” tells letters, signs and scribbles from digits. 1 is perfect, "
            "0.5 is chance."
        ),
        "augmentation": (
            "Each digit is turned, moved and bent a little before the network learns from it. So "
            "it learns from more hands than there are."
        ),
        "batch": "The digits that the network looks at before it changes its weights once.",
        "batch size": "How many digits the network looks at before it changes its weights once.",
        "bias": "The number that a sum starts from before any ink is counted.",
        "calibration": (
            "Whether the network is as often right as it says. Of 100 answers that it is 80 % "
            "sure of, 80 should be right."
        ),
        "calibration error": (
            "How far the network’s certainty is from how often it is right, on average. 0 is best."
        ),
        "confusion matrix": (
            "A table of which digits are read as which. A row is what a digit is, a column what "
            "it was read as."
        ),
        "convolution": (
            "A small pattern that the network looks for at every place of the picture. So it "
            "finds a bow or a corner wherever it stands."
        ),
        "dense layer": "A row of sums. Each adds up everything below it, times a weight.",
        "dropout": (
            "While the network learns, some of its units are switched off at random. So it does "
            "not rely on any one of them."
        ),
        "epoch": "One pass through all digits that the network learns from.",
        "F1": (
            "One number for precision and recall together: their harmonic mean. It is high only "
            "if both are."
        ),
        "false positives": (
            "The share of letters, signs and scribbles that are taken for digits, where 95 % of "
            "the digits are kept."
        ),
        "filter": "The small pattern of weights that a convolution looks for.",
        "generated digits": (
            "Digits that the program writes itself, in the ways that people of many countries "
            "write them."
        ),
        "gradient": "The slope of the loss: which way each weight should change to lower it.",
        "layer": "One stage of a network. Each works on what the one before it gives.",
        "learning rate": (
            "How far the weights move at each step. Too small takes forever, too large jumps over "
            "the valley."
        ),
        "loss": (
            "How wrong the answers are, in one number. 0 is perfect; ten equal guesses have 2.3. "
            "Learning makes it smaller."
        ),
        "MNIST": (
            "70,000 handwritten digits from the 1990s, each 28 × 28 pixels. Networks have been "
            "tested on them ever since."
        ),
        "network": (
            "A program with very many numbers in it. Nobody wrote them: they were learnt from "
            "examples."
        ),
        "overfitting": (
            "The network learns its own digits by heart and reads new ones worse again."
        ),
        "parameters": "All numbers that the network has learnt: its weights and biases.",
        "pen’s path": (
            "The way that the pen went: eight pictures, one a direction, of how much of the line "
            "goes that way."
        ),
        "pixel": "One small square of a picture. It has one number: how much ink is in it.",
        "pooling": (
            "Of every small square of a picture only the strongest pixel is kept. The picture "
            "gets smaller, its shapes stay."
        ),
        "precision": "Of all digits that it reads as a 7, the share that are sevens.",
        "probability": (
            "How sure the network is of an answer. The probabilities of all answers add up to "
            "100 %."
        ),
        "recall": "Of all sevens, the share that it reads as a 7.",
        "seed": (
            "The number that chance starts from. The same seed gives the same chance, so a "
            "training can be repeated."
        ),
        "softmax": (
            "The rule that turns scores into probabilities: the higher a score, the larger its "
            "share of 100 %."
        ),
        "test digits": "Digits that the network has never learnt from. They show what it is worth.",
        "test loss": "The loss on the test digits, which the network has not learnt from.",
        "threshold": "The limit from which on something counts, such as an answer as sure.",
        "training": "Learning: the weights are changed, step by step, until the loss is small.",
        "validation": (
            "While the network learns, it is tested on digits that are kept apart. They show "
            "whether it reads new ones too."
        ),
        "validation split": "The share of the digits that is kept apart for validation.",
        "weight": (
            "How much a pixel speaks for an answer, or against it. Learning is changing weights."
        ),
    }
)


def term(word: str, shown: str | None = None) -> str:
    """A word as HTML that explains itself when it is pointed at, tapped, or reached by keyboard.

    Args:
        word: one of ``TERMS``.
        shown: how it stands in the text, such as its plural; None is the word itself.

    Raises:
        KeyError: it is no word of ``TERMS``.
    """
    meaning = escape(TERMS[word])
    return (
        f'<span class="term"><button type="button" aria-description="{meaning}">'
        f'{escape(shown or word)}</button><span class="term-meaning" aria-hidden="true">'
        f"{meaning}</span></span>"
    )


def explained(name: str) -> str:
    """A name as HTML: one that explains itself where its words are in ``TERMS``, else as it is."""
    lower = name[:1].lower() + name[1:]
    word = next((each for each in (name, lower) if each in TERMS), None)
    return escape(name) if word is None else term(word, name)
