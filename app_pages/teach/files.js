// Streamlit's dropzone has a name and can have the focus, and yet says that it is nothing: a screen
// reader is told that it is a region. Each file has an uploader of its own.

export default function ({ data }) {
  const place = document.querySelector(`.st-key-${data.uploader}`);
  const mend = () => place?.querySelector("section[role]")?.removeAttribute("role");
  const observer = new MutationObserver(mend);
  if (place) observer.observe(place, { childList: true, subtree: true });
  mend();
  return () => observer.disconnect();
}
