// Completes the address without an entry of its own in the browser's history, so that one press of
// Back leads to where one came from. Streamlit itself would add an entry.

export default function ({ data }) {
  const isHere = location.pathname.replace(/\/$/, "").endsWith(`/${data.page}`);
  if (data.query !== null && isHere)
    history.replaceState(history.state, "", `${location.pathname}?${data.query}`);
}
