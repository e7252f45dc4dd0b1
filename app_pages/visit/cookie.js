// Hands in the session's token, so that the server gives the browser its cookie, or the session the
// cookie's owner. One tab after the other: two tabs that a new visitor opens at once get one cookie.

const handedIn = new Set();

export default function ({ data, setTriggerValue }) {
  if (handedIn.has(data.token)) return;
  handedIn.add(data.token);
  // Streamlit's own script lies in static/js of wherever the app is served from.
  const script = document.querySelector('script[src*="static/js/"]');
  const place = new URL(`../../_visitor?token=${data.token}`, script.src);
  const handIn = () => fetch(place, { method: "POST" });
  const oneByOne = navigator.locks ? navigator.locks.request("visitor", handIn) : handIn(); // without https there are no locks
  oneByOne.then((answer) => {
    // Only a session that has become another visitor's runs again: a run that is asked for just
    // after a link was clicked would call the visitor back to this page.
    if (answer.status === 200) setTriggerValue("settled", true);
  });
}
