import gzip
import hashlib
import http.server
import struct
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from tqdm import tqdm

from mnist_core.data import mnist as module
from mnist_core.data.catalogue import load_dataset
from mnist_core.data.dataset import Dataset
from mnist_core.data.mnist import find_mnist, load_mnist, read_mnist
from mnist_core.errors import DatasetError

NAMES = ("x_train", "y_train", "x_test", "y_test")


@pytest.fixture
def arrays(small_dataset):
    return [
        small_dataset.train_images,
        small_dataset.train_labels,
        small_dataset.test_images,
        small_dataset.test_labels,
    ]


@pytest.fixture
def no_mnist(monkeypatch, tmp_path):
    """A machine without MNIST, whose Keras cache is in tmp_path."""
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras" / "datasets"


def write_idx(path, array, compress):
    header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    data = header + array.tobytes()
    path.write_bytes(gzip.compress(data) if compress else data)


def assert_same(read, arrays):
    for got, wanted in zip(
        (read.train_images, read.train_labels, read.test_images, read.test_labels),
        arrays,
        strict=True,
    ):
        np.testing.assert_array_equal(got, wanted)


def test_npz_is_read(arrays, tmp_path):
    np.savez(tmp_path / "mnist.npz", **dict(zip(NAMES, arrays, strict=True)))
    assert_same(read_mnist(tmp_path / "mnist.npz"), arrays)


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("separator", ["-", "."])
def test_idx_folder_is_read(arrays, tmp_path, compress, separator):
    for name, array in zip(module.IDX_FILES, arrays, strict=True):
        name = name.replace("-idx", f"{separator}idx") + (".gz" if compress else "")
        write_idx(tmp_path / name, array, compress)
    assert_same(read_mnist(tmp_path), arrays)


def test_mnist_path_is_taken_before_the_cache(arrays, tmp_path, monkeypatch):
    np.savez(tmp_path / "mine.npz", **dict(zip(NAMES, arrays, strict=True)))
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "mine.npz"))
    assert_same(load_dataset("mnist"), arrays)


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.99])
def test_truncated_npz_raises_dataset_error(arrays, tmp_path, part):
    np.savez_compressed(tmp_path / "mnist.npz", **dict(zip(NAMES, arrays, strict=True)))
    data = (tmp_path / "mnist.npz").read_bytes()
    (tmp_path / "mnist.npz").write_bytes(data[: int(len(data) * part)])
    with pytest.raises(DatasetError, match=r"mnist\.npz.*MNIST_PATH"):
        read_mnist(tmp_path / "mnist.npz")


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("kept", [0, 3, 10, 1000])
def test_truncated_idx_raises_dataset_error(arrays, tmp_path, compress, kept):
    for name, array in zip(module.IDX_FILES, arrays, strict=True):
        write_idx(tmp_path / (name + (".gz" if compress else "")), array, compress)
    broken = tmp_path / (module.IDX_FILES[2] + (".gz" if compress else ""))
    broken.write_bytes(broken.read_bytes()[:kept])
    with pytest.raises(DatasetError, match="cut short"):
        read_mnist(tmp_path)


def test_missing_idx_file_is_named(tmp_path):
    with pytest.raises(DatasetError, match="train-images-idx3-ubyte"):
        read_mnist(tmp_path)


@pytest.mark.parametrize(
    ("which", "change", "message"),
    [
        (0, lambda a: a[:, :27], "training images must be uint8"),
        (0, lambda a: a.astype(np.float32), "training images must be uint8"),
        (1, lambda a: a[:-1], "as many"),
        (1, lambda a: a + 1, "labels must be 0 to 9"),
        (2, lambda a: a[:0], "as many"),
        (3, lambda a: a[:, None], "test labels must be uint8"),
    ],
)
def test_wrong_arrays_raise_dataset_error(arrays, which, change, message):
    arrays[which] = change(arrays[which])
    with pytest.raises(DatasetError, match=message):
        Dataset(*arrays)


def test_array_under_a_wrong_name_raises_dataset_error(tmp_path):
    np.save(tmp_path / "mnist.npy", np.zeros(3))
    (tmp_path / "mnist.npy").rename(tmp_path / "mnist.npz")
    with pytest.raises(DatasetError, match=r"mnist\.npz"):
        read_mnist(tmp_path / "mnist.npz")


def test_pickles_are_not_opened(tmp_path):
    np.savez(tmp_path / "mnist.npz", **{name: np.array([{}], object) for name in NAMES})
    with pytest.raises(DatasetError):
        read_mnist(tmp_path / "mnist.npz")


@pytest.fixture
def web_server(tmp_path):
    """A function that serves bytes at an address, in full or cut short."""
    servers = []

    def serve(content, *, length=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(length or len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/mnist.npz"

    yield serve
    for server in servers:
        server.shutdown()


@pytest.fixture
def served(arrays, tmp_path, no_mnist, web_server, monkeypatch):
    """Digits to download, as bytes; the machine has none."""
    np.savez(tmp_path / "served.npz", **dict(zip(NAMES, arrays, strict=True)))
    content = (tmp_path / "served.npz").read_bytes()
    monkeypatch.setattr(module, "MNIST_URL", web_server(content))
    monkeypatch.setattr(module, "MNIST_SHA256", hashlib.sha256(content).hexdigest())
    return content


class Parts:
    """A progress that notes what it is told."""

    def __init__(self, at_first=lambda: None):
        self.total, self.parts, self.told, self._at_first = None, [], [], at_first

    def update(self, n=1):
        if not self.parts:
            self._at_first()
        self.parts.append(n)
        self.told.append("update")

    def reset(self):
        self.told.append("reset")

    def close(self):
        self.told.append("close")


def test_progress_is_told_bytes_and_the_end(served):
    progress = Parts()
    load_mnist(progress=progress)
    assert progress.total == len(served)
    *parts, whole = progress.parts
    assert sum(parts[:-1]) < len(served) <= sum(parts)
    assert len(parts) < 100
    assert whole == len(served)
    assert progress.told[-3:] == ["reset", "update", "close"]


def test_download_that_its_progress_ends_leaves_no_file(served, no_mnist):
    class LeavesError(BaseException):  # as Streamlit ends a page that its visitor leaves
        pass

    def leave():
        raise LeavesError

    with pytest.raises(LeavesError):
        load_mnist(progress=Parts(leave))
    assert list(no_mnist.iterdir()) == []


def test_two_downloads_at_once_both_end_well(served, arrays, no_mnist):
    both_under_way = threading.Barrier(2, timeout=30)
    progresses = [Parts(at_first=both_under_way.wait) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for read in pool.map(lambda progress: load_mnist(progress=progress), progresses):
            assert_same(read, arrays)
    assert [path.name for path in no_mnist.iterdir()] == ["mnist.npz"]


def test_mnist_is_found_where_it_is_read_from(served, no_mnist, monkeypatch, tmp_path):
    assert find_mnist() is None
    load_mnist()
    assert find_mnist() == no_mnist / "mnist.npz"
    # What is named is meant, and what is wrong with it is told.
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "gone.npz"))
    assert find_mnist() == tmp_path / "gone.npz"
    with pytest.raises(DatasetError, match=r"gone\.npz"):
        load_mnist()


def test_download_is_checked_and_kept(served, arrays, monkeypatch):
    bar = tqdm(total=1)
    assert_same(load_mnist(progress=bar), arrays)
    assert bar.total == len(served)
    monkeypatch.setattr(module, "MNIST_URL", "http://127.0.0.1:9/gone")
    assert_same(load_mnist(), arrays)  # from the cache


@pytest.mark.parametrize(("cut", "reason"), [(False, "hash"), (True, "IncompleteRead")])
def test_wrong_or_broken_download_leaves_no_file(no_mnist, web_server, monkeypatch, cut, reason):
    url = web_server(b"something else", length=1000 if cut else None)
    monkeypatch.setattr(module, "MNIST_URL", url)
    with pytest.raises(DatasetError, match=f"{reason}.*MNIST_PATH"):
        load_mnist()
    assert not no_mnist.exists() or list(no_mnist.iterdir()) == []


def test_no_network_raises_dataset_error_that_says_what_to_do(no_mnist, monkeypatch):
    monkeypatch.setattr(module, "MNIST_URL", "http://127.0.0.1:9/mnist.npz")
    with pytest.raises(DatasetError, match="MNIST_PATH") as caught:
        load_mnist()
    assert "\n" not in str(caught.value)


def test_fingerprint_tells_data_sets_apart(arrays):
    same, other = Dataset(*arrays), [a.copy() for a in arrays]
    other[3][0] = (other[3][0] + 1) % 10
    assert same.fingerprint() == Dataset(*arrays).fingerprint()
    assert same.fingerprint() != Dataset(*other).fingerprint()


def test_real_mnist_has_its_numbers(mnist):
    assert mnist.train_images.shape == (60_000, 28, 28)
    assert np.bincount(mnist.test_labels).tolist() == [
        *(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)
    ]
    assert mnist.test_labels[100] == 6


def digits_of(paper, ink):
    images = np.full((20, 28, 28), paper, np.uint8)
    images[:, 4:24, 12:16] = ink
    return images


@pytest.mark.parametrize(
    ("paper", "ink", "words"),
    [
        (255, 0, "are inverted: their paper is 255"),
        (255, 255, "are inverted"),
        (0, 1, "ink of up to 1; give 255 times each pixel"),
        (0, 127, "ink of up to 127"),
        (0, 0, "ink of up to 0"),
        (60, 255, "paper of 60"),
    ],
)
@pytest.mark.parametrize("part", ["training", "test"])
def test_digits_on_another_scale_than_reading_expects_are_told(paper, ink, words, part):
    good, labels = digits_of(0, 255), np.zeros(20, np.uint8)
    images = [digits_of(paper, ink) if part == each else good for each in ("training", "test")]
    with pytest.raises(DatasetError, match=f"the {part} images.*{words}"):
        Dataset(images[0], labels, images[1], labels)


@pytest.mark.parametrize(("paper", "ink"), [(0, 255), (0, 200), (20, 240)])
def test_scans_that_are_not_clean_are_digits(paper, ink):
    images, labels = digits_of(paper, ink), np.zeros(20, np.uint8)
    assert len(Dataset(images, labels, images, labels).train_images) == 20
