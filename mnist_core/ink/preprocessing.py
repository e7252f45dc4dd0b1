"""Any drawing to what the networks expect: the place that knows MNIST's recipe.

The recipe, after MNIST's makers (LeCun, Cortes, Burges, "The MNIST database"): crop to the ink,
scale the longest side to 20 pixels by area averaging, and put the centre of mass at the centre of
28 x 28. That centre is at index 14.0, not 13.5: it is where the 70,000 digits themselves have it
(their mean is 14.007, 13.996).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from mnist_core.arrays import Float32Array, Float64Array, UInt8Array
from mnist_core.errors import BlankImageError, InvalidImageError
from mnist_core.ink.lines import only_digit
from mnist_core.ink.paper import find_ink, is_ruled, reduced

FRAME = 28  # pixels on a side that a network sees
BOX = 20  # pixels that the digit's longest side gets
CENTRE = 14.0  # index of the centre of mass, in both directions
MAX_PIXELS = 40_000_000  # of the largest picture taken
# Less contrast than this, of 255, between ink and paper is no ink.
MIN_CONTRAST = 32
WHITE, BLACK = 255, 0
# Ink fainter than this part of the strongest is doubtful: an edge, or dirt.
FAINT = 0.12
# From so much of its box on, opaque pixels are a tile on which something is drawn.
TILE = 0.6
# More ink than this part of a picture is no ink: its border is not its paper. Nor is it where as
# much of the sides, or more, is of a shape that fills as much of a rectangle.
MOST, SHEET, RECTANGLE = 0.5, 0.45, 0.92
# Of a picture's paper, as much is of one shade unless it is a photograph.
PLAIN = 0.5
# If ink comes from the border so often, there may be printed lines.
RUNS = 4
# A shade between those two, of 255, is no ink if it fills a square of that part of the longer side;
# a darker one if that is larger, and so much of the border is as dark.
SHADE, SHADE_PART = (31, 170), 1 / 6
DARK, DARK_PART, DARK_BORDER = 100, 1 / 4, 0.15
# Frames lie as near to the border as this part of the sides, reach no farther in, and span a side.
FRAME_EDGE, FRAME_DEPTH, FRAME_SPAN = 0.05, 0.25, 0.9
# A spot of less than this many pixels of the frame is dirt; MNIST's own single pixels are not.
SPECK = 0.9
# A digit whose strongest ink is below this, of 255, is brought to full strength: all of MNIST's
# have 254 or 255, and the app's thinnest pen leaves about 180.
FAINTEST_PEAK = 128


@dataclass(frozen=True)
class Step:
    """A picture on the way from the drawing to the digit.

    Attributes:
        title: what was done, in a few words.
        picture: uint8 (h, w) or (h, w, 3), as it should be shown.
    """

    title: str
    picture: UInt8Array


@dataclass(frozen=True)
class Placement:
    """Where the frame of 28 x 28 lies on a picture.

    Attributes:
        left: of the frame's edge, in the picture's pixels.
        top: the same.
        scale: the picture's pixels in one of the frame's.
    """

    left: float
    top: float
    scale: float

    def to_frame(self, points: Float64Array) -> Float64Array:
        """Places on the picture, (n, 2), x and y, as indices in the frame: 0 is the middle of its
        first pixel.
        """
        framed: Float64Array = (points - [self.left, self.top]) / self.scale - 0.5
        return framed


@dataclass(frozen=True)
class Digit:
    """What a network sees of a picture.

    Attributes:
        pixels: float32 (28, 28), 0 (paper) to 1 (ink).
        steps: the pictures between, first to last.
        directions: uint8 (28, 28, 8), the way the pen went, as ``direction_maps`` draws it; None
            where that is not known.
        placement: where its frame lies on the picture; None where there was none.
    """

    pixels: Float32Array
    steps: tuple[Step, ...]
    directions: UInt8Array | None = None
    placement: Placement | None = None

    @property
    def picture(self) -> UInt8Array:
        """The pixels to be looked at: uint8 (28, 28), 0 is paper and 255 is ink."""
        return np.rint(self.pixels * 255).astype(np.uint8)


def as_pixels(images: UInt8Array) -> Float32Array:
    """Pictures that are in MNIST's format already, as networks see them.

    Args:
        images: uint8, of any shape; 0 is paper and 255 is ink.

    Returns:
        float32 of that shape, 0 to 1.
    """
    return np.asarray(images / np.float32(255), np.float32)


def preprocess(image: UInt8Array, *, subpixel: bool = True, photograph: bool = True) -> Digit:
    """Bring a picture of one digit into MNIST's format.

    Of a drawing the paper's colour is the median, channel by channel, of the picture's border; ink
    is what differs from it, so dark on light and light on dark, coloured or grey, come out the
    same. Specks and JPEG noise do not count. From a photograph paper, shadow, table and printed
    lines are taken away first, and the digit is the largest piece that is left, with what is near.

    Args:
        image: uint8 (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), the last channel alpha; channels may
            come first instead. Up to 40 million pixels.
        subpixel: put the centre of mass at 14.0 as exactly as the picture's resolution allows.
            False shifts by whole pixels, as MNIST's makers did, so that MNIST's own digits,
            enlarged, come back as they were; drawings are read a little better with True.
        photograph: whether it may be one. False is for a drawing, of which all is ink but specks.

    Returns:
        The digit and the steps to it.

    Raises:
        InvalidImageError: not uint8, not one of the shapes, too large, or on another scale than 0
            to 255.
        BlankImageError: there is no ink.
    """
    picture = composite(image)
    contrast = _contrast(picture) if photograph else _contrast_to_border(picture)
    if contrast.max() < MIN_CONTRAST:
        _check_scale(picture)
        raise BlankImageError("the picture has no ink: draw a digit first")
    if photograph:
        drawn = _drawn(contrast)
        ink = only_digit(find_ink(reduced(picture))) if drawn is None else drawn
    else:
        ink = _cleaned(_at_full_strength(contrast))
    ink = _without_specks(ink)
    x, y, width, height = cv2.boundingRect(ink)
    if width == 0:
        raise BlankImageError("the picture has only specks or shades: draw a digit first")
    crop = ink[y : y + height, x : x + width]
    frame = centre_in_frame(crop, subpixel)
    return Digit(
        pixels=as_pixels(frame),
        steps=(
            Step("The picture", picture),
            Step("Its ink", 255 - ink),
            Step("Cropped to the ink", 255 - crop),
            Step("Inverted, 20 pixels long, centred in 28\u00a0×\u00a028", _enlarged(frame)),
        ),
        placement=_placement(crop, subpixel, (x, y)),
    )


def drawn_ink(image: UInt8Array) -> UInt8Array | None:
    """The ink of a drawing, without specks; None where the picture is a photograph or blank.

    Args:
        image: as ``preprocess`` takes it.

    Returns:
        uint8 (h, w), 255 is ink and 0 is paper.

    Raises:
        InvalidImageError: it is no picture.
    """
    contrast = _contrast(composite(image))
    ink = None if contrast.max() < MIN_CONTRAST else _drawn(contrast)
    return None if ink is None else _without_specks(ink)


def _drawn(contrast: UInt8Array) -> UInt8Array | None:
    """The ink of a drawing; None where the contrast is a photograph's."""
    ink = _at_full_strength(contrast)
    if not _is_plain(contrast) or _is_shaded(ink):
        return None
    if _runs_along_border(ink) >= RUNS and is_ruled(ink):
        return None
    ink = _without_frame(_cleaned(ink))
    # A frame that is still there hangs together with the digit.
    return None if any((side > 127).all() for side in _sides(ink)) else ink


def _cleaned(ink: UInt8Array) -> UInt8Array:
    """The ink of a drawing without noise and shade."""
    if _is_clean(ink):
        return ink
    threshold, _ = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.where(ink > max(threshold / 2, FAINT * 255), ink, np.uint8(0))


def _sides(picture: UInt8Array) -> list[UInt8Array]:
    """The outermost rows and columns."""
    return [picture[0], picture[-1], picture[:, 0], picture[:, -1]]


def _check_scale(picture: UInt8Array) -> None:
    """Raise InvalidImageError where pixels are 0 and 1, or the numbers of a palette."""
    least, most = int(picture.min()), int(picture.max())
    if least < most < MIN_CONTRAST:
        raise InvalidImageError(
            f"expected pixels of 0 to 255, got {least} to {most}: multiply 0 and 1 by 255, convert "
            "a picture with a palette to RGB, and take one that is too dark anew"
        )


def _channels_last(image: UInt8Array) -> UInt8Array:
    """Check a picture and bring it to (h, w), (h, w, 3) or (h, w, 4)."""
    expected = "expected a uint8 array of shape (h, w), (h, w, 3) or (h, w, 4)"
    if not isinstance(image, np.ndarray):
        raise InvalidImageError(f"{expected}, got {type(image).__name__}")
    if image.dtype != np.uint8 or image.ndim not in (2, 3):
        raise InvalidImageError(f"{expected}, got {image.dtype} of shape {image.shape}")
    if image.ndim == 3:
        if image.shape[2] not in (1, 3, 4) and image.shape[0] in (1, 3, 4):
            image = np.moveaxis(image, 0, 2)
        if image.shape[2] not in (1, 3, 4):
            raise InvalidImageError(f"{expected}, got shape {image.shape}")
        if image.shape[2] == 1:
            image = image[:, :, 0]
    height, width = image.shape[:2]
    if not 1 <= height * width <= MAX_PIXELS:
        raise InvalidImageError(
            f"expected 1 to {MAX_PIXELS:,} pixels, got {height} x {width}: make it smaller"
        )
    return np.ascontiguousarray(image)


def composite(image: UInt8Array) -> UInt8Array:
    """A picture, checked, without transparency: laid on white, or on black where its ink is white.

    Args:
        image: as ``preprocess`` takes it.

    Returns:
        uint8 (h, w) or (h, w, 3).

    Raises:
        InvalidImageError: it is no picture.
    """
    image = _channels_last(image)
    if image.ndim == 2 or image.shape[2] == 3:
        return image
    tile = _colour_of_tile(image)
    if tile is not None:
        return laid_on(image, tile)
    on_white = laid_on(image, WHITE)
    if int(on_white.max()) - int(on_white.min()) >= MIN_CONTRAST:
        return on_white
    return laid_on(image, BLACK)


def laid_on(image: UInt8Array, paper: int | UInt8Array) -> UInt8Array:
    """A transparent picture laid on paper.

    Args:
        image: uint8 (h, w, 4), the last channel alpha.
        paper: its shade, ``WHITE`` or ``BLACK``, or its colour, uint8 (3,).

    Returns:
        uint8 (h, w, 3).
    """
    alpha = image[:, :, 3].astype(np.uint16)
    # In whole numbers: at most 255 x 255, and 127 more to round the quotient.
    laid = np.empty((*alpha.shape, 3), np.uint8)
    for channel, shade in enumerate(np.broadcast_to(paper, 3).astype(np.uint16)):
        rest = shade * (255 - alpha) + np.uint16(127)
        laid[:, :, channel] = (image[:, :, channel] * alpha + rest) // 255
    return laid


def _colour_of_tile(image: UInt8Array) -> UInt8Array | None:
    """The paper's colour, uint8 (3,), where the opaque pixels are a picture; None otherwise."""
    opaque = image[:, :, 3] > 127
    _, _, width, height = cv2.boundingRect(opaque.astype(np.uint8))
    if opaque.all() or np.count_nonzero(opaque) < TILE * width * height:
        return None
    pixels = image[:, :, :3][opaque]
    if not len(pixels) or int(np.ptp(pixels, axis=0).max()) < MIN_CONTRAST:
        return None  # one colour: ink that fills its box
    return np.asarray(np.rint(np.median(pixels, axis=0)), np.uint8)


def _contrast(picture: UInt8Array) -> UInt8Array:
    """How far each pixel is from the paper's colour: uint8 (h, w), the strongest channel counts.

    The paper's colour is the border's. Where a sheet lies within the border, or a frame around it,
    it is the sheet's.
    """
    contrast = _contrast_to_border(picture)
    if contrast.max() < MIN_CONTRAST:
        return contrast
    solid = np.asarray(cv2.inRange(contrast, int(contrast.max()) // 2 + 1, 255), np.uint8)
    filled = cv2.countNonZero(solid)
    if filled > MOST * solid.size or (filled > SHEET**2 * solid.size and _is_sheet(solid)):
        return _away_from(picture, np.median(picture[solid > 0], axis=0))
    return contrast


def _contrast_to_border(picture: UInt8Array) -> UInt8Array:
    """How far each pixel is from the border's colour."""
    return _away_from(picture, np.median(np.concatenate(_sides(picture)), axis=0))


def _is_sheet(solid: UInt8Array) -> bool:
    """Whether the largest piece is a large rectangle with something in it."""
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea)
    x, y, width, height = cv2.boundingRect(outline)
    if width < SHEET * solid.shape[1] or height < SHEET * solid.shape[0]:
        return False
    _, sides, _ = cv2.minAreaRect(outline)
    area = cv2.contourArea(outline)
    whole = solid[y : y + height, x : x + width]
    return bool(area > RECTANGLE * sides[0] * sides[1] and cv2.countNonZero(whole) < 0.99 * area)


def _away_from(picture: UInt8Array, paper: Float64Array) -> UInt8Array:
    """How far each pixel is from a colour, in the channel in which it is farthest."""
    if picture.ndim == 2:
        return np.asarray(cv2.absdiff(picture, np.full_like(picture, np.uint8(paper))), np.uint8)
    channels = [
        cv2.absdiff(channel, np.full_like(channel, np.uint8(shade)))
        for channel, shade in zip(cv2.split(picture), paper, strict=True)
    ]
    return np.asarray(cv2.max(cv2.max(channels[0], channels[1]), channels[2]), np.uint8)


def _at_full_strength(contrast: UInt8Array) -> UInt8Array:
    """Contrast with its strongest at 255."""
    peak = int(contrast.max())
    return np.asarray(
        cv2.convertScaleAbs(contrast, alpha=1.0 if peak >= 250 else 255 / peak), np.uint8
    )


def _without_frame(ink: UInt8Array) -> UInt8Array:
    """Remove what runs along the border: a line, a scan's frame, a table beside the sheet.

    It comes nowhere near the middle, and hangs together with nothing that does.
    """
    height, width = ink.shape
    edge = max(1, round(FRAME_EDGE * min(ink.shape)))
    inner = np.ones_like(ink)
    inner[edge : height - edge, edge : width - edge] = 0
    if not cv2.countNonZero(cv2.bitwise_and(ink, ink, mask=inner)):
        return ink
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(
        cv2.inRange(ink, 1, 255), connectivity=8
    )
    central = np.zeros(count, np.bool_)
    rows, columns = round(FRAME_DEPTH * height), round(FRAME_DEPTH * width)
    central[pieces[rows : height - rows, columns : width - columns]] = True
    spans = np.maximum(stats[:, cv2.CC_STAT_WIDTH] / width, stats[:, cv2.CC_STAT_HEIGHT] / height)
    frame = (spans >= FRAME_SPAN) & ~central
    frame[0] = False
    # Alone it may be a 1, unless it goes from border to border.
    if not frame.any() or (frame[1:].all() and not (spans[1:] == 1).any()):
        return ink
    return np.where(frame[pieces], np.uint8(0), ink)


def _is_clean(ink: UInt8Array) -> bool:
    """Whether faint ink is drawn (soft edges, MNIST's grey pixels), not noise or shade.

    Noise changes from pixel to pixel, away from the strokes' edges; shade lies far from them.
    """
    faint = cv2.inRange(ink, 1, int(FAINT * 255))
    solid = cv2.inRange(ink, int(FAINT * 255) + 1, 255)
    away = cv2.bitwise_and(faint, cv2.bitwise_not(cv2.dilate(solid, np.ones((5, 5), np.uint8))))
    count = cv2.countNonZero(away)
    if count < 0.01 * cv2.countNonZero(solid):
        return True
    rough = cv2.inRange(cv2.absdiff(ink, cv2.medianBlur(ink, 3)), 2, 255)
    if cv2.countNonZero(cv2.bitwise_and(rough, away)) > 0.2 * count:
        return False
    return count < cv2.countNonZero(solid)


def _runs_along_border(ink: UInt8Array) -> int:
    """How often ink begins along the border: lines and squares go beyond it."""
    return sum(int(np.count_nonzero((side[1:] > 127) & (side[:-1] <= 127))) for side in _sides(ink))


def _is_plain(contrast: UInt8Array) -> bool:
    """Whether most of the paper is of one shade: a photograph's never is."""
    paper = contrast.size - cv2.countNonZero(contrast)
    nearly = cv2.countNonZero(cv2.inRange(contrast, 0, int(FAINT * float(contrast.max()))))
    return paper >= PLAIN * nearly


def _is_shaded(ink: UInt8Array) -> bool:
    """Whether there is a shade as large as no stroke: a shadow with a sharp edge."""
    if _fills_a_square(cv2.inRange(ink, *SHADE), SHADE_PART):
        return True
    # As dark as ink it may be a thick digit: but that hardly reaches the border.
    dark = np.asarray(cv2.inRange(ink, DARK, 255), np.uint8)
    reached = np.count_nonzero(np.concatenate(_sides(dark)))
    around = 2 * sum(ink.shape)
    return bool(reached > DARK_BORDER * around) and _fills_a_square(dark, DARK_PART)


def _fills_a_square(mask: cv2.typing.MatLike, part: float) -> bool:
    """Whether a mask has a square of that part of the longer side."""
    side = max(round(part * max(mask.shape)), 3)
    return bool(cv2.erode(mask, np.ones((side, side), np.uint8)).any())


def _without_specks(ink: UInt8Array) -> UInt8Array:
    """Remove spots that would be less than a pixel if the largest one were scaled to the box."""
    count, spots, stats, _ = cv2.connectedComponentsWithStats(
        cv2.inRange(ink, 1, 255), connectivity=8
    )
    if count <= 2:  # paper and one piece of ink
        return ink
    area = stats[:, cv2.CC_STAT_AREA]
    largest = 1 + int(area[1:].argmax())
    side = max(stats[largest, cv2.CC_STAT_WIDTH], stats[largest, cv2.CC_STAT_HEIGHT])
    specks = area < SPECK * (side / BOX) ** 2
    if not specks[1:].any():
        return ink
    specks[0] = False
    return np.where(specks[spots], np.uint8(0), ink)


def centre_in_frame(crop: UInt8Array, subpixel: bool = True) -> UInt8Array:
    """Scale a digit's ink to 20 pixels and centre its mass: the recipe's last step.

    Args:
        crop: uint8 (h, w), 255 is ink and 0 is paper, cropped to the ink.
        subpixel: as for ``preprocess``.

    Returns:
        uint8 (28, 28), 255 is ink.
    """
    scale = max(crop.shape) / BOX  # the crop's pixels in one of the frame's
    ink = crop.astype(np.float64)
    for _ in ("rows", "columns"):
        ink = _averaged(ink, _first_edge(ink.sum(axis=1), scale, subpixel), scale).T
    # A line much thinner than a pixel of the frame leaves next to no ink: networks know none such.
    peak = float(ink.max())
    if 0 < peak < FAINTEST_PEAK:
        ink *= 255 / peak
    return np.clip(np.rint(ink), 0, 255).astype(np.uint8)


def _placement(crop: UInt8Array, subpixel: bool, corner: tuple[int, int]) -> Placement:
    """Where ``centre_in_frame`` puts the frame around a crop whose corner is there."""
    scale = max(crop.shape) / BOX
    left, top = (
        start - scale * _first_edge(crop.sum(axis=axis, dtype=np.float64), scale, subpixel)
        for axis, start in enumerate(corner)
    )
    return Placement(left, top, scale)


def _first_edge(mass: Float64Array, scale: float, subpixel: bool) -> float:
    """Where a crop begins in the frame, along one direction, in the frame's pixels.

    Args:
        mass: float64 (n,), the ink in each row or column of the crop.
        scale: the crop's pixels in one of the frame's.
        subpixel: False rounds to whole pixels.
    """
    centre = float(np.average(np.arange(len(mass)) + 0.5, weights=mass)) / scale
    edge = CENTRE + 0.5 - centre
    if not subpixel:
        edge = np.floor(edge + 0.5)
    return min(max(edge, 0.0), FRAME - len(mass) / scale)  # ink never leaves the frame


def _averaged(ink: Float64Array, edge: float, scale: float) -> Float64Array:
    """Average a crop's rows over the frame's: float64 (n, m) to (28, m).

    The ink above any height, within a row of the crop too, is known from the sum of the rows above;
    what lies between two heights is their difference.

    Args:
        ink: float64 (n, m).
        edge: where the crop begins, in the frame's rows.
        scale: the crop's rows in one of the frame's.
    """
    above = np.concatenate([np.zeros((1, ink.shape[1])), np.cumsum(ink, axis=0)])
    heights = np.clip((np.arange(FRAME + 1) - edge) * scale, 0, len(ink))
    row = np.minimum(heights.astype(np.int64), len(ink) - 1)
    part = (heights - row)[:, None]
    averages: Float64Array = np.diff(above[row] + part * ink[row], axis=0) / scale
    return averages


def _enlarged(frame: UInt8Array) -> UInt8Array:
    """Ten times as large, without blur."""
    return np.repeat(np.repeat(frame, 10, axis=0), 10, axis=1)
