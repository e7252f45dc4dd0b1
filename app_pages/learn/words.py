"""The words of a lesson: paragraphs, and the question at its end."""

import streamlit as st


def say(*paragraphs: str) -> None:
    """Paragraphs as HTML, with words that explain themselves (``figures.glossary.term``)."""
    st.html("".join(f'<p class="lesson">{each}</p>' for each in paragraphs))


def ask(question: str, answer: str | None) -> None:
    """The question at a lesson's end, and its answer.

    Args:
        question: as HTML.
        answer: as HTML, as what the visitor did has shown it; None until then.
    """
    shown = f'<p class="question-answer"><b>✓</b> {answer}</p>' if answer else ""
    st.html(
        f'<section class="question{" question-done" if answer else ""}"><h2>Your turn</h2>'
        f'<p>{question}</p><div role="status">{shown}</div></section>'
    )
