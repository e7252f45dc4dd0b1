"""Paper, light, shadow and printed lines taken away from a photograph: what is left is its ink.

Paper is what stays of a picture when all that is narrow is filled up: so a shadow, a table beside
the sheet and a dark frame are paper too, each of its own shade. Ink is darker than the paper at its
place, and is no long straight line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, IntArray, UInt8Array

_LEAST_SIDE = 12  # pixels: a digit in a lower picture cannot be read
LARGEST = 1600  # pixels of the longer side
# What is wider than this part of the picture's longer side is no line of a pen.
_WIDEST = 1 / 4
_LEAST_LIGHT = 24  # of 255
_BESIDE = 0.3  # of the sheet's light: what has less is no part of it
_LEAST = 18  # of 255: the least contrast of ink to its paper
_POLARITY_SIDE = 300  # pixels of the longer side at which light ink is told from dark
_AROUND = 1 / 4  # of the longer side: how far around a stroke most is paper
_MORE = 4  # times as much light ink as dark: on squared paper the squares seem to be light ink
_STROKES = (1 / 64, 1 / 24, 1 / 6)  # how wide strokes are, as parts of the longer side
_MOST = 32  # of 255: ink that stands out by so much is seen, whatever the noise
_NOISE = 4.0  # standard deviations of the paper's noise that ink must stand out by
# Between these parts of a stroke's contrast its edge goes from paper to ink.
_EDGE = (0.2, 0.7)
_WEAK = 0.4  # of the writing's contrast: what is fainter shows through, or is texture
_FULL = 0.65  # of its box: what fills more, and is as wide as high, is a blot
_SPECK = 4  # pixels: what has fewer is noise
_REACH = 9  # pixels across: how far around ink it is looked for paper
# Of what is around a stroke is lighter on an average: what is lighter by less is as dark as it. And
# how much of its surroundings is as dark as an edge, as a part of them.
_AS_DARK, _ONE_SIDE = 0.3, 0.25
_FAINT = 10  # shades of grey, of 255: ink is by more darker than what is around
_RULE_SIDE = 800  # pixels of the longer side at which printed lines are looked for
_RULED_FROM = 60  # pixels of the shorter side: in smaller pictures no lines are looked for
_TILTS = tuple(range(-12, 13))  # degrees that printed lines may be turned
# How thick a printed line is at most, as a part of the longer side: on a page, and seen from near.
_RULE_WIDTHS = (1 / 115, 1 / 60)
_RULE_CONTRAST = 9  # of 255
_RUN = 0.16  # of the picture's width: the length along which a line must be seen
_SHORTEST, _LONG = 0.08, 0.25  # of the picture's width: a line that the border cuts off, and others
# How many long lines make a ruled sheet, and if they go so far, and how far one alone must go.
_MANY, _FEW, _FAR, _WHOLE = 6, 3, 0.45, 0.95
_MARGIN = 0.6  # of the picture's width: how far one alone must go on a sheet with lines across it
# Lines that writing hides: how many steps there are at most between those that are seen; how much
# of a step these may differ; and how many steps to either side tell how wide one is.
_HIDDEN, _UNEVEN, _NEAR = 4, 0.25, 4
_ALIKE = 0.94  # the cosine of two colours from which on they are not told apart
_CROSSINGS = (-1.5, -0.75, 0.0, 0.75, 1.5)  # columns to a row at which ink crosses a line
_COVERED = 0.62  # of a line's length that is seen, between noise and ink
_TIMES_WIDER = 4  # than strokes is what is no stroke
_LEAST_FILLED = 1 / 60  # of the picture's longer side: what is narrower is filled in any case
# A line's row at every column and True, or its column at every row and False: float64, NaN where it
# is not.
_Rule = tuple[Float64Array, bool]


def reduced(picture: UInt8Array) -> UInt8Array:
    """A picture whose longer side is at most ``LARGEST`` pixels: a larger one shows no more ink."""
    scale = LARGEST / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = [max(round(side * scale), 1) for side in picture.shape[1::-1]]
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def find_ink(picture: UInt8Array) -> UInt8Array:
    """The ink of a photograph.

    Args:
        picture: uint8 (h, w) or (h, w, 3), dark ink on light paper or light on dark.

    Returns:
        uint8 (h, w), 255 is ink and 0 is paper.
    """
    if min(picture.shape[:2]) < _LEAST_SIDE:
        return np.zeros(picture.shape[:2], np.uint8)
    noise = _noise(picture)
    smooth = _smoothed(picture, noise)
    if _is_light_on_dark(smooth):
        smooth = np.asarray(cv2.bitwise_not(smooth), np.uint8)
    widest = _WIDEST * max(picture.shape[:2])
    densities, light = _densities(smooth, widest)
    bands = _printed(_strongest(densities))
    ink = _strengthened(_without_rules(densities, bands), light)
    # Now it is known how wide strokes are: what is far wider is shadow, finger or table.
    wide = max(_TIMES_WIDER * _stroke_width(ink), _LEAST_FILLED * max(picture.shape[:2]))
    if wide <= widest / 2:
        densities, light = _densities(smooth, wide)
        ink = _strengthened(_without_rules(densities, bands), light)
    return _without_edges(ink, _grey(smooth))


def is_ruled(density: UInt8Array) -> bool:
    """Whether lines or squares are printed on paper: uint8 (h, w), 0 is paper."""
    return bool(_printed(density))


def _stroke_width(ink: UInt8Array) -> float:
    """The width in pixels that four fifths of all strokes, by their length, do not reach."""
    solid = cv2.inRange(ink, 128, 255)
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    if count == 1:
        return float(max(ink.shape))
    depth = cv2.distanceTransform(solid, cv2.DIST_L2, 3)
    inside = pieces > 0
    sums = np.bincount(pieces[inside], depth[inside], count)[1:]
    areas = stats[1:, cv2.CC_STAT_AREA].astype(np.float64)
    # Within a strip depths go from 0 to half its width: their mean is a quarter of it.
    widths = 4 * sums / areas
    return _weighted_quantile(widths, areas / widths, 0.8)


def _strongest(densities: UInt8Array) -> UInt8Array:
    """Of each pixel the channel in which it is darkest: (h, w, k) to (h, w)."""
    first, *others = cv2.split(densities)
    for each in others:
        first = cv2.max(first, each)
    return np.asarray(first, np.uint8)


def _smoothed(picture: UInt8Array, noise: float) -> UInt8Array:
    """The picture with as much blur as its noise asks for."""
    if noise < 1.5:
        return picture
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), min(0.5 + noise / 12, 2.0)), np.uint8)


def _noise(picture: UInt8Array) -> float:
    """The standard deviation of a picture's noise.

    After Immerkaer, "Fast noise variance estimation" (1996); by the median, for edges are few.
    """
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    rough = np.abs(cv2.filter2D(_grey(picture), cv2.CV_16S, mask)[::2, ::2])
    return float(np.median(rough)) / 0.6745 / 6


def _grey(picture: UInt8Array) -> UInt8Array:
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _is_light_on_dark(picture: UInt8Array) -> bool:
    """Whether ink is lighter than its surroundings rather than darker.

    Ink differs from most of what is around it, and is narrow. The paper within a 0 is narrow, but
    does not differ; a sheet's corner differs, but only its tip is narrow.
    """
    grey = _grey(picture)
    scale = min(_POLARITY_SIDE / max(grey.shape), 1.0)
    resized = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.asarray(resized, np.uint8)
    reach = round(max(small.shape) * _AROUND) | 1
    padded = _padded(small, reach)
    most = cv2.medianBlur(padded, reach)
    least = 4 + 4 * _noise(small)
    amounts = {cv2.MORPH_TOPHAT: 0.0, cv2.MORPH_BLACKHAT: 0.0}
    for how in amounts:
        differs = cv2.subtract(*((padded, most) if how == cv2.MORPH_TOPHAT else (most, padded)))
        for part in _STROKES:
            side = round(part * max(small.shape)) | 1
            narrow = cv2.morphologyEx(padded, how, np.ones((side, side), np.uint8))
            ink = cv2.subtract(cv2.min(narrow, differs), np.full(1, least))
            # A corner's tip grows with the square of what is taken for narrow.
            amounts[how] += cv2.sumElems(ink[reach:-reach, reach:-reach])[0] / side**1.5
    return amounts[cv2.MORPH_TOPHAT] > _MORE * amounts[cv2.MORPH_BLACKHAT]


def _densities(picture: UInt8Array, widest: float) -> tuple[UInt8Array, UInt8Array]:
    """How much darker than its paper each pixel is, and how light that paper is.

    Args:
        picture: uint8 (h, w) or (h, w, k).
        widest: pixels: what is wider than that is paper.

    Returns:
        uint8 (h, w, k), from 0, as light as the paper, to 255; and uint8 (h, w), the paper in the
        channel in which it is lightest.
    """
    channels = cv2.split(picture)
    papers = [_paper(np.asarray(each, np.uint8), widest) for each in channels]
    densities = [
        _divided(np.asarray(channel, np.uint8), paper)
        for channel, paper in zip(channels, papers, strict=True)
    ]
    # What is by far darker than the sheet lies beside it, and its noise is no ink.
    lightest = _strongest(np.dstack(papers))
    beside = cv2.inRange(lightest, 0, int(_BESIDE * float(np.percentile(lightest[::4, ::4], 95))))
    beside = cv2.dilate(beside, np.ones((5, 5), np.uint8))
    sheet = cv2.bitwise_not(beside)
    return np.dstack([cv2.bitwise_and(each, sheet) for each in densities]), lightest


def _paper(channel: UInt8Array, widest: float) -> UInt8Array:
    """The paper of a picture: uint8 (h, w), all that is narrow and darker filled up."""
    height, width = channel.shape
    halves = (max(width // 2, 1), max(height // 2, 1))
    halved = cv2.resize(channel, halves, interpolation=cv2.INTER_AREA)
    half = np.asarray(halved, np.uint8)
    side = round(widest / 2) | 1
    # A pixel that is brighter by chance would brighten all the paper around it.
    padded = cv2.medianBlur(_padded(half, side), 3)
    filled = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    # At a sharp edge of light the darker side counts: the edge itself is no ink.
    filled = cv2.erode(filled, np.ones((3, 3), np.uint8))
    inner = filled[side:-side, side:-side]
    return np.asarray(cv2.resize(inner, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _padded(picture: UInt8Array, side: int) -> UInt8Array:
    """A picture whose border goes on for so many pixels at each side."""
    return np.asarray(
        cv2.copyMakeBorder(picture, side, side, side, side, cv2.BORDER_REPLICATE), np.uint8
    )


def _divided(channel: UInt8Array, paper: UInt8Array) -> UInt8Array:
    """How much darker than its paper each pixel is: uint8 (h, w)."""
    # Some light is added to both: what is nearly black differs by noise alone.
    more = np.full(1, _LEAST_LIGHT, np.float64)
    lightness = cv2.divide(cv2.add(channel, more), cv2.add(paper, more), scale=255)
    # The filled paper is a little too bright, for it keeps the brightest of its noise.
    common = max(float(np.median(lightness[::3, ::3])), 1.0)
    return np.asarray(cv2.bitwise_not(cv2.convertScaleAbs(lightness, alpha=255 / common)), np.uint8)


def _strengthened(density: UInt8Array, light: UInt8Array) -> UInt8Array:
    """Ink from its density: each stroke at full strength, with soft edges.

    Args:
        density: uint8 (h, w), how much darker than its paper each pixel is.
        light: uint8 (h, w), how light that paper is: on a dark table little light makes much
            density, so what is kept must differ by as many shades of grey as writing does.
    """
    noise = float(np.percentile(density[::2, ::2], 75)) / 0.6745
    least = int(min(max(_LEAST, _NOISE * noise), _MOST))
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(
        cv2.inRange(density, least, 255), connectivity=8
    )
    if count == 1:
        return np.zeros_like(density)
    strength = _strengths(density, pieces, count)
    shades = strength * _means(light, pieces, count) / 255
    weight = _likely_writing(stats)
    weight[0] = 0
    kept = weight > 0
    for values, floor in ((strength, 1.5 * least), (shades, 0.0)):
        typical = _weighted_quantile(values, weight * shades**2, 0.5)
        kept &= values >= max(_WEAK * typical, floor)
    # An edge lies partly outside of what was found to hang together.
    full = cv2.dilate(
        np.where(kept, strength, 0).astype(np.uint8)[pieces], np.ones((3, 3), np.uint8)
    )
    low, high = _EDGE
    part = density / np.maximum(full, 1).astype(np.float32)
    ink = np.where(full > 0, (part - low) * (255 / (high - low)), 0)
    return np.asarray(np.rint(ink.clip(0, 255)), np.uint8)


def _without_edges(ink: UInt8Array, grey: UInt8Array) -> UInt8Array:
    """The ink that is seen to have paper around it.

    The edge of something dark and wide, as of a finger or a shape that is filled in, has on one
    side what is as dark as itself. Texture of a board is hardly darker than what is around.

    Args:
        ink: uint8 (h, w), 255 is ink and 0 is paper.
        grey: uint8 (h, w), the picture, in which ink is darker than its paper.
    """
    solid = cv2.inRange(ink, 64, 255)
    count, pieces, _, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    if not 1 < count < 2**16:
        return ink
    # The grey of the ink that is near: a shadow may fall on a part of a piece.
    reach = (_REACH, _REACH)
    amount = cv2.boxFilter(cv2.bitwise_and(grey, solid), cv2.CV_32F, reach)
    inked = cv2.boxFilter(solid, cv2.CV_32F, reach) / 255
    wider = cv2.dilate(pieces.astype(np.uint16), np.ones((_REACH, _REACH), np.uint8))
    inner = cv2.dilate(solid, np.ones((5, 5), np.uint8))  # has the soft edges of strokes
    rows, columns = np.nonzero((wider > 0) & (inner == 0))
    owner = wider[rows, columns].astype(np.int64)
    lighter = grey[rows, columns] - amount[rows, columns] / inked[rows, columns]
    around = np.bincount(owner, minlength=count)
    mean = np.bincount(owner, lighter, count) / np.maximum(around, 1)
    dark = np.bincount(owner, lighter < _AS_DARK * mean[owner], count)
    none = (around > 0) & ((dark > _ONE_SIDE * around) | (mean < _FAINT))
    return np.where(none[pieces], 0, ink).astype(np.uint8)


def _means(values: UInt8Array, pieces: np.ndarray, count: int) -> Float64Array:
    """The mean over each piece: float64 (count,); of the paper 0."""
    inside = pieces > 0
    sums = np.bincount(pieces[inside], values[inside], count)
    return np.asarray(sums / np.maximum(np.bincount(pieces[inside], minlength=count), 1))


def _likely_writing(stats: np.ndarray) -> Float64Array:
    """The area of each piece that is no blot, as wide as high and full: float64 (count,)."""
    width, height, area = (
        stats[:, each].astype(np.float64)
        for each in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA)
    )
    blot = (np.abs(np.log(width / height)) < 0.35) & (area > _FULL * width * height)
    return np.where(blot, 1e-6, 1) * np.where(area < _SPECK, 0, area)


def _strengths(density: UInt8Array, pieces: np.ndarray, count: int) -> Float64Array:
    """The density that a quarter of each piece is above: float64 (count,); of the paper 0."""
    inside = pieces > 0
    ordered = np.sort(pieces[inside] * np.int64(256) + density[inside])
    bounds = np.searchsorted(ordered, np.arange(1, count + 1) * 256)
    places = bounds[:-1] + np.diff(bounds) * 3 // 4
    return np.concatenate([[0.0], (ordered[places] % 256).astype(np.float64)])


def _weighted_quantile(values: Float64Array, weights: Float64Array, part: float) -> float:
    order = np.argsort(values)
    gone = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(gone, part * gone[-1])])


# Printed lines.


def _printed(density: UInt8Array) -> list[_Rule]:
    """The lines and squares printed on the paper of a density (h, w)."""
    if min(density.shape) < _RULED_FROM:
        return []
    turned = np.ascontiguousarray(density.T)
    for width in _RULE_WIDTHS:
        across, down = _rules(density, width), _rules(turned, width)
        if across or down:
            # On a sheet that is ruled one way a line the other way is its margin.
            if len(across) >= _MANY and not down:
                down = _rules(turned, width, _MARGIN)
            elif len(down) >= _MANY and not across:
                across = _rules(density, width, _MARGIN)
            break
    return [(each, True) for each in across] + [(each, False) for each in down]


def _without_rules(densities: UInt8Array, rules: Sequence[_Rule]) -> UInt8Array:
    """The density (h, w) without what is printed, whole where ink crosses it."""
    density = _strongest(densities)
    bands = [
        (across, band)
        for rule, across in rules
        if (band := _band(density if across else density.T, rule)) is not None
    ]
    if not bands:
        return density
    printed = np.zeros(density.shape, np.float32)
    for across, band in bands:
        (printed if across else printed.T)[band.rows, band.columns] += band.level[:, None]
    left = _darker_than_printed(densities, density, printed)
    for across, band in bands:
        _bridge(left if across else left.T, density if across else density.T, band)
    return left


@dataclass(frozen=True, eq=False)
class _Band:
    """The pixels that a printed line covers.

    Attributes:
        rows, columns: int64 (m, n) and (n,), where they are: each row of it goes along the line.
        level: float32 (m,), how dark the line is in each of its rows, 0 to 255.
    """

    rows: IntArray
    columns: IntArray
    level: Float32Array


def _band(density: UInt8Array, rule: Float64Array) -> _Band | None:
    """What a line covers; None where nothing is seen of it."""
    height, width = density.shape
    reach = max(round(max(height, width) / 160), 4)
    columns = np.flatnonzero((rule > -reach) & (rule < height + reach))  # NaN is neither
    rows = np.rint(rule[columns]).astype(np.int64) + np.arange(-reach, reach + 1)[:, None]
    whole = (rows[0] >= 0) & (rows[-1] < height)
    if not whole.any():
        return None
    level = np.median(density[rows[:, whole], columns[whole]], axis=1)
    level -= min(level[0], level[-1])
    dark = np.flatnonzero(level > 0.25 * level.max())
    if not len(dark):
        return None
    first, last = int(dark[0]), int(dark[-1]) + 1
    # The line may lie a pixel beside the curve that is laid through it.
    wide = cv2.dilate(level.astype(np.float32), np.ones((3, 1), np.uint8)).ravel()
    return _Band(rows[first:last].clip(0, height - 1), columns, wide[first:last].astype(np.float32))


def _darker_than_printed(
    densities: UInt8Array, density: UInt8Array, printed: Float32Array
) -> UInt8Array:
    """The density (h, w) where it is darker, or of another colour, than what is printed there."""
    rows, columns = np.nonzero(printed)
    here, level = density[rows, columns].astype(np.float32), printed[rows, columns]
    ink, rule = _colours(densities, density, printed)
    cosine = float(rule @ ink) / max(float(np.linalg.norm(rule) * np.linalg.norm(ink)), 1e-6)
    if cosine < _ALIKE:
        parts = densities[rows, columns] @ np.linalg.pinv(np.stack([rule, ink], axis=1))[1]
        kept = np.where(parts > 0.5, np.minimum(here, parts * ink.max()), 0)
    else:
        kept = np.where(here - level > np.maximum(0.35 * level, 12), here, 0)
    left = density.copy()
    left[rows, columns] = np.rint(kept).astype(np.uint8)
    return left


def _colours(
    densities: UInt8Array, density: UInt8Array, printed: Float32Array
) -> tuple[Float32Array, Float32Array]:
    """The density in each channel of ink, and of what is printed: (k,) both."""
    some, strongest, rules = densities[::3, ::3], density[::3, ::3], printed[::3, ::3]
    free = np.where(rules == 0, strongest, 0)
    ink = some[free >= max(0.8 * float(np.percentile(free, 99.7)), 1)]
    rule = some[(rules > 0) & (strongest < 1.3 * rules) & (strongest > 0.7 * rules)]
    both = [
        np.median(each, axis=0) if len(each) else np.ones(some.shape[2]) for each in (ink, rule)
    ]
    return np.asarray(both[0], np.float32), np.asarray(both[1], np.float32)


def _bridge(left: UInt8Array, density: UInt8Array, band: _Band) -> None:
    """Give back the ink that crosses a line: ink is above it and below, straight or aslant."""
    height = len(left)
    above = left[(band.rows[0] - np.arange(1, 3)[:, None]).clip(0), band.columns].max(axis=0)
    below = left[(band.rows[-1] + np.arange(1, 3)[:, None]).clip(0, height - 1), band.columns]
    below = below.max(axis=0)
    if not (above.any() and below.any()):
        return
    count = len(band.rows)
    for row in range(count):
        filled = left[band.rows[row], band.columns]
        for slope in _CROSSINGS:
            up, down = round(slope * (row + 1)), round(slope * (count - row))
            bridge = np.minimum(np.roll(above, up), np.roll(below, -down))
            filled = np.maximum(filled, np.minimum(bridge, density[band.rows[row], band.columns]))
        left[band.rows[row], band.columns] = filled


def _rules(density: UInt8Array, thickness: float, whole: float = _WHOLE) -> list[Float64Array]:
    """Long straight lines about from left to right: for each its row at every column, or NaN.

    Args:
        density: uint8 (h, w), 0 is paper.
        thickness: of a line at most, as a part of the longer side.
        whole: of the width, how far one alone must go.
    """
    height, width = density.shape
    scale = min(_RULE_SIDE / max(height, width), 1.0)
    small = cv2.resize(density, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    thickest = max(round(thickness * max(small.shape)), 3)
    thick = cv2.morphologyEx(small, cv2.MORPH_OPEN, np.ones((thickest, 1), np.uint8))
    thin = cv2.inRange(cv2.subtract(small, thick), _RULE_CONTRAST, 255)
    covered = _covered(np.asarray(thin, np.uint8))
    lines = with_hidden(_of_one_sheet(list(_traced(covered)), small.shape, whole))
    columns = (np.arange(width) + 0.5) * scale - 0.5
    return [(np.interp(columns, np.arange(len(each)), each) + 0.5) / scale - 0.5 for each in lines]


def _covered(thin: UInt8Array) -> UInt8Array:
    """How much of a long line through each pixel is seen, in the best direction: up to 255."""
    halved = cv2.resize(thin, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse = np.asarray(cv2.inRange(halved, 60, 255), np.uint8)
    seen = [cv2.countNonZero(cv2.inRange(_along(coarse, each), 150, 255)) for each in _TILTS]
    if not any(seen):
        return np.zeros_like(thin)
    likely = (np.array(seen) > 0.2 * max(seen)).astype(np.uint8)
    near = cv2.dilate(likely, np.ones((3, 1), np.uint8)).ravel()
    thin = np.asarray(cv2.dilate(thin, np.ones((2, 1), np.uint8)), np.uint8)
    best = np.zeros_like(thin)
    for tilt, taken in zip(_TILTS, near, strict=True):
        if taken:
            best = np.asarray(cv2.max(best, _along(thin, tilt)), np.uint8)
    return best


def _along(thin: UInt8Array, degrees: float) -> UInt8Array:
    """The mean of each pixel's neighbours on a line at that angle."""
    height, width = thin.shape
    tilt = np.tan(np.radians(degrees))
    room = round(abs(tilt) * width / 2) + 1
    shear = np.array([[1, 0, 0], [-tilt, 1, tilt * width / 2 + room]])
    size = (width, height + 2 * room)
    # What lies beyond the picture counts as its border does.
    level = cv2.warpAffine(
        thin, shear, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE
    )
    covered = cv2.blur(level, (round(_RUN * width), 1), borderType=cv2.BORDER_REPLICATE)
    flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(covered, shear, (width, height), flags=flags), np.uint8)


def _traced(covered: UInt8Array) -> Iterator[Float64Array]:
    """Rows of each line at every column: quadratic curves through what is covered."""
    width = covered.shape[1]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.inRange(covered, round(_COVERED * 255), 255), connectivity=8
    )
    for i in range(1, count):
        x, y, wide, high, _ = stats[i]
        if wide < _SHORTEST * width:
            continue
        part = (slice(y, y + high), slice(x, x + wide))
        weights = np.where(labels[part] == i, covered[part], 0).astype(np.float64) ** 4
        mass = weights.sum(axis=0)
        at = np.flatnonzero(mass)
        rows = (weights * np.arange(high)[:, None]).sum(axis=0)[at] / mass[at]
        curve = np.polynomial.Polynomial.fit(at, rows, 2)
        if np.abs(curve(at) - rows).mean() > 2:
            continue
        line = np.full(width, np.nan)
        # Near its ends a line's neighbours are seen on one side only.
        reach = round(0.3 * _RUN * width)
        columns = np.arange(max(x - reach, 0), min(x + wide + reach, width))
        line[columns] = curve(columns - x) + y
        yield line


def _of_one_sheet(
    lines: Sequence[Float64Array], size: tuple[int, ...], whole: float
) -> list[Float64Array]:
    """The lines that are printed: some that are long, and short ones that the border cuts off.

    A line or two must go from border to border, and a few half as far: others may be strokes.
    """
    height, width = size
    ends = [np.flatnonzero(np.isfinite(each))[[0, -1]] for each in lines]
    long = [i for i, (start, end) in enumerate(ends) if end - start >= _LONG * width]
    if len(long) < _MANY and sum(np.isfinite(lines[i]).mean() > _FAR for i in long) < _FEW:
        return [lines[i] for i in long if np.isfinite(lines[i]).mean() > whole]
    slopes = [
        (line[end] - line[start]) / (end - start)
        for line, (start, end) in zip(lines, ends, strict=True)
    ]
    low, high = (how(slopes[i] for i in long) for how in (min, max))
    kept = []
    for i, (line, (start, end)) in enumerate(zip(lines, ends, strict=True)):
        cut = (
            start == 0
            or end == width - 1
            or any(not 4 < line[each] < height - 5 for each in (start, end))
        )
        if i in long or (cut and low - 0.02 <= slopes[i] <= high + 0.02):
            kept.append(line)
    return kept


def with_hidden(lines: Sequence[Float64Array]) -> list[Float64Array]:
    """Printed lines, and those between them that writing hides: they lie as far from each other.

    A line that is out of step, such as a margin's, does not count.

    Args:
        lines: float64 (w,) each, its row at every column; NaN where it is not seen.
    """
    found = list(lines)
    if len(lines) < _MANY:
        return found
    middles = np.array([_middle(each) for each in lines])
    order = np.argsort(middles)
    steps = _steps(middles[order])
    off = np.abs(steps - np.rint(steps)) > _UNEVEN
    kept = [True, *(not (before and after) for before, after in pairwise(off)), True]
    in_step = order[kept]
    steps = _steps(middles[in_step])
    for above, below, step in zip(in_step[:-1], in_step[1:], steps, strict=True):
        count = round(step)
        if 2 <= count <= _HIDDEN and abs(step - count) < _UNEVEN:
            gap = lines[below] - lines[above]
            found += [lines[above] + gap * (n / count) for n in range(1, count)]
    return found


def _middle(line: Float64Array) -> float:
    """The row at which a line, drawn on where it is not seen, crosses the middle column."""
    columns = np.flatnonzero(np.isfinite(line))
    _, row = np.polyfit(columns - len(line) / 2, line[columns], 1)
    return float(row)


def _steps(rows: Float64Array) -> Float64Array:
    """How far rows are from the next: float64 (n - 1,), 1 is as far as most that are near."""
    apart = np.diff(rows)
    near = [apart[max(i - _NEAR, 0) : i + _NEAR + 1] for i in range(len(apart))]
    return np.asarray(apart / np.maximum([np.median(each) for each in near], 1.0), np.float64)
