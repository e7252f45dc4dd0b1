// A page that shows something else than before is shown from its top.

let shown;

export default function ({ data }) {
  if (shown === data.shows) return;
  shown = data.shows;
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
}
