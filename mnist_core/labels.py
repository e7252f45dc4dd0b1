"""What a network can answer."""

NOT_A_DIGIT = "not a digit"
LABELS = (*map(str, range(10)), NOT_A_DIGIT)
DIGITS = 10  # labels that are digits: those before the last
NO_DIGIT = LABELS.index(NOT_A_DIGIT)
