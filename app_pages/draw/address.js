// Has the address name what is shown, without an entry of its own in the browser's history.

const OURS = ["mode", "network", "digit", "pen", "look", "present"];

export default function ({ data }) {
  // Streamlit's own script lies in static/js of wherever the app is served from.
  const script = document.querySelector('script[src*="static/js/"]');
  const root = new URL("../..", script.src).pathname;
  const isHere = location.pathname.replace(/\/$/, "") === root.replace(/\/$/, "");
  const wanted = new URLSearchParams(location.search); // what is not ours stays, as "embed"
  for (const each of OURS) wanted.delete(each);
  for (const [each, value] of new URLSearchParams(data.query)) wanted.set(each, value);
  const same = `${wanted}` === `${new URLSearchParams(location.search)}`;
  const search = wanted.size ? `?${wanted}` : "";
  if (isHere && !same) history.replaceState(history.state, "", location.pathname + search);
}
