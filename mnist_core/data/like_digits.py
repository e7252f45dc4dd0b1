"""Letters and signs that a hand can write like a digit. Data only.

They are no outliers: to learn to refuse them would be to refuse the digit. No network learns from
them or is measured on them. Listed is what people write in the very strokes of a digit, as its own
shape or as a common one; not what merely comes out like one when it is sloppy, such as d, h or r.
"""

# Of each the digits that it is written like.
LETTERS_LIKE_DIGITS = {
    "B": "8 or 13, run together",
    "C": "0 left open, or 6 without its bowl",
    "D": "0",
    "G": "6 or 9",
    "I": "1",
    "J": "1 with a hook, or 5 without its neck",
    "O": "0",
    "Q": "0 with a slash, or 9",
    "S": "5",
    "T": "7 with its bar in the middle",
    "U": "0 left open, or 4 without its tail",
    "Y": "4 left open",
    "Z": "2",
    "a": "9 or 0 with a tail",
    "b": "6",
    "c": "0 left open, or 6 without its bowl",
    "g": "9 or 8",
    "i": "1",
    "j": "1 with a hook",
    "l": "1",
    "o": "0",
    "q": "9",
    "s": "5",
    "u": "4 without its tail",
    "y": "4 left open, or 9",
    "z": "2",
}
SIGNS_LIKE_DIGITS = {
    "!": "1, broken",
    "'": "1",
    "(": "1, bent, or 6 without its bowl",
    ")": "1, bent, or 7",
    ",": "1",
    ".": "1, very short, or 0",
    "/": "1",
    ";": "1, broken",
    ">": "7",
    "[": "1 with a foot",
    "]": "1 with flag and foot, or 7",
    "^": "1 with a long flag",
    "`": "1",
    "{": "1, bent",
    "|": "1",
    "}": "3",
}
# Of Omniglot's alphabets, by the number of the character. Latin's are the letters above.
_OF_ALPHABETS = {
    "Balinese": {5: "7", 14: "0"},
    "Early_Aramaic": {
        **{2: "9", 3: "7", 4: "4", 6: "4", 7: "1", 10: "7", 12: "6", 14: "4"},
        **{16: "0", 17: "1", 20: "4"},
    },
    "Greek": {
        **{3: "8", 4: "8", 6: "5", 8: "0", 9: "1", 15: "0", 18: "0", 20: "0", 21: "9"},
    },
    "Japanese_(katakana)": {2: "1", 8: "7", 24: "1", 27: "7", 43: "7"},
    "Korean": {20: "4", 21: "1", 22: "7", 27: "2", 33: "0", 37: "7"},
    "Sanskrit": {12: "8", 13: "5", 21: "9", 36: "5", 37: "3"},
    "Tagalog": {3: "3", 16: "0"},
    "Latin": {
        i: like
        for i, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=1)
        if (like := LETTERS_LIKE_DIGITS.get(letter))
    },
}
LIKE_DIGITS: dict[str, str] = {
    **LETTERS_LIKE_DIGITS,
    **SIGNS_LIKE_DIGITS,
    **{
        f"{alphabet}/character{number:02d}": digit
        for alphabet, numbers in _OF_ALPHABETS.items()
        for number, digit in numbers.items()
    },
}
