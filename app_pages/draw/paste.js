// Hands what is pasted or dropped to Streamlit's uploader, as if it had been chosen there: so there is
// one way in. Files that the uploader would only mark red are refused before, for Python to say why.

export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  const refuse = (why) => setTriggerValue("refused", why);
  const place = document.querySelector(`.st-key-${data.uploader}`);
  const field = () => place.querySelector("input[type=file]");
  const give = (file) => {
    const files = new DataTransfer();
    files.items.add(file);
    field().files = files.files;
    field().dispatchEvent(new Event("change", { bubbles: true }));
  };

  button.hidden = !navigator.clipboard?.read; // without https, or in an old browser
  button.onclick = async () => {
    try {
      const file = await pictureOf(await navigator.clipboard.read());
      if (file) give(file);
      else refuse("empty");
    } catch {
      refuse("denied");
    }
  };

  const stop = new AbortController();
  const hear = (type, what) =>
    document.addEventListener(type, what, { capture: true, signal: stop.signal });
  hear("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (!file && event.target.closest?.("input, textarea, [contenteditable]")) return;
    event.preventDefault();
    if (file) give(file);
    else refuse("empty");
  });
  // A browser would leave the page for a file that is dropped on it; and Streamlit's uploader would
  // wait for ever for one that it was told of and never got.
  for (const type of ["dragenter", "dragover", "drop"])
    hear(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      const [file] = event.dataTransfer.files;
      if (type === "drop" && file) give(file);
    });
  hear("change", (event) => {
    if (event.target !== field() || !event.target.files.length) return;
    const [{ name, size }] = event.target.files;
    const isKnown = data.kinds.includes(name.split(".").at(-1).toLowerCase());
    if (isKnown && size <= data.largest) return;
    event.stopPropagation();
    event.target.value = "";
    refuse(isKnown ? "size" : "kind");
  });
  // Streamlit's dropzone has a name and can have the focus, and yet says that it is nothing: a screen
  // reader is told that it is a region. Each file has an uploader of its own.
  const mend = () => place.querySelector("section[role]")?.removeAttribute("role");
  const observer = new MutationObserver(mend);
  observer.observe(place, { childList: true, subtree: true });
  mend();
  return () => {
    stop.abort();
    observer.disconnect();
  };
}

// The first picture in the clipboard as a file, or none.
async function pictureOf(items) {
  for (const item of items) {
    const type = item.types.find((each) => each.startsWith("image/"));
    if (type) return new File([await item.getType(type)], `pasted.${type.split("/")[1]}`, { type });
  }
  return null;
}
